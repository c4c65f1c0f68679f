// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <string_view>

#include "plugins/qemu/upstream_line.hpp"
#include "wire/event_schema.hpp"

// Whatever a server sends is one of its lines, cut where it says, or none.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto line = read_upstream_line(text);
  if (!line) return 0;
  for (const std::string_view each : {line->name, line->value, line->id}) {
    if (!each.empty() && (each.data() < text.data() || each.end() > text.end())) std::abort();
  }
  try {
    signalbox::read_event_schema(line->value);
  } catch (const std::exception&) {
  }
  return 0;
}
