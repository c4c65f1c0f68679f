// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <optional>

#include "host/loop.hpp"
#include "signalbox/plugin.h"

// Any thread may arm and disarm it; the loop makes and destroys what is behind it.
struct signalbox_timer {
  void (*function)(void* opaque) = nullptr;
  void* opaque = nullptr;
  bool is_prompt = false;  // runs at once, not in turn with the machine's calls
  std::atomic<bool> is_armed = true;
  std::optional<signalbox::Timer> timer;
};
