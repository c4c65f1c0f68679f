// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "signalbox/plugin.h"

namespace signalbox {

class PluginInstance;

// The plugin of a machine that answers what nobody else does.
struct Rest {
  PluginInstance* owner = nullptr;  // null: there is none
  const signalbox_rest* calls = nullptr;

  explicit operator bool() const { return owner != nullptr; }
};

}  // namespace signalbox
