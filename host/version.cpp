// SPDX-License-Identifier: Apache-2.0
#include "host/version.hpp"

namespace signalbox {

std::string package_version() {
  return "Signalbox " SIGNALBOX_VERSION;
}

std::string make_greeting() {
  return "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": " + std::to_string(kQemuMicro) +
         ", \"minor\": " + std::to_string(kQemuMinor) +
         ", \"major\": " + std::to_string(kQemuMajor) + "}, \"package\": \"" + package_version() +
         "\"}, \"capabilities\": [\"oob\", \"signals\"]}}\r\n";
}

}  // namespace signalbox
