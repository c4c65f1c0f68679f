// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace signalbox {

// An item's kind, for a reader: "default connection".
constexpr std::string_view kind_text(std::string_view kind) {
  if (kind == "default-connection") return "default connection";
  if (kind == "upstream-event") return "event of the upstream";
  return kind;
}

}  // namespace signalbox
