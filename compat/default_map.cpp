// SPDX-License-Identifier: Apache-2.0
#include "compat/default_map.hpp"

namespace signalbox {

// BLOCK_IO_ERROR spells what a device did about an error as QEMU 0.15 did.
std::string default_map() {
  return R"(event BLOCK_IO_ERROR {
  successor BLOCK_DEVICE_EVENT {
    device arguments.device
    action data.action { ignore none }
  }
  successor BLOCK_DEVICES_EVENT {
    action data.action { ignore none }
  }
}
)";
}

}  // namespace signalbox
