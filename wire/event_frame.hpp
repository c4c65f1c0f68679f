// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace signalbox {

// Appends an event as QEMU writes it, but for the brace and line end: "}\r\n" or
// `, "tag": "t"}` CR LF follow, so that one text serves all clients. `data` is the JSON text of an
// object; empty: the event has none. The time is that of the wall clock when it happened.
void append_event_head(std::string& out, std::string_view event, std::int64_t seconds,
                       std::int64_t microseconds, std::string_view data);

}  // namespace signalbox
