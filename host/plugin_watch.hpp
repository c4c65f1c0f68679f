// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "host/loop.hpp"
#include "signalbox/plugin.h"

namespace signalbox {

class PluginInstance;

}  // namespace signalbox

// A descriptor that a plugin waits for. Its calls come at once, also while the machine's worker is
// busy, and not once this is destroyed. [loop]
struct signalbox_watch {
 public:
  signalbox_watch(signalbox::PluginInstance& owner, int fd, void (*readable)(void* opaque),
                  void (*writable)(void* opaque), void* opaque);
  ~signalbox_watch();

  void want_write() { readiness_.want_write(); }

  // The session that it is for alone; 0: for all.
  void set_owner(std::uint64_t session) { session_ = session; }
  std::uint64_t session() const { return session_; }

  // After a pause that a client who lags has made, if it is over: see Machine::has_to_wait().
  void read_on();

 private:
  void read(void (*readable)(void* opaque));

  signalbox::PluginInstance& owner_;
  void* const opaque_;
  const std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  std::uint64_t session_ = 0;
  bool is_paused_ = false;
  signalbox::Readiness readiness_;
};
