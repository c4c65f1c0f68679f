// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "signalbox/plugin.h"

namespace signalbox {

// One emission as all clients of a tap get it: encoded once, on the thread that emitted.
struct Frame {
  signalbox_emission emission{};
  std::string text;             // up to and with "data", without the closing brace
  std::size_t data_offset = 0;  // of the data object within text; 0: the event has none

  std::string_view data() const {
    return data_offset == 0 ? std::string_view() : std::string_view(text).substr(data_offset);
  }
};

}  // namespace signalbox
