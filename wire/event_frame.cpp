// SPDX-License-Identifier: Apache-2.0
#include "wire/event_frame.hpp"

#include "wire/print.hpp"

namespace signalbox {

void append_event_head(std::string& out, std::string_view event, std::int64_t seconds,
                       std::int64_t microseconds, std::string_view data) {
  out.append(R"({"timestamp": {"seconds": )").append(std::to_string(seconds));
  out.append(R"(, "microseconds": )").append(std::to_string(microseconds));
  out.append(R"(}, "event": )").append(quote(event));
  if (!data.empty()) out.append(R"(, "data": )").append(data);
}

}  // namespace signalbox
