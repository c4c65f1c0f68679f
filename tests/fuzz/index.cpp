// SPDX-License-Identifier: Apache-2.0
#include "wire/json_index.h"

#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "wire/json_reader.h"
#include "wire/json_tree.hpp"
#include "wire/message_reader.hpp"

// What the reader gave has the same nodes whether it is parsed or indexed.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  signalbox::MessageReader reader;
  reader.feed({reinterpret_cast<const char*>(data), size});
  while (const auto message = reader.next()) {
    if (!message->error.empty()) continue;
    const signalbox::JsonTree parsed(message->text);
    const signalbox::JsonTree indexed(message->text, WIRE_JSON_MAX_NESTING);
    const wire_json_tree* const one = parsed;
    const wire_json_tree* const two = indexed;
    if (one->count != two->count) std::abort();
    if (std::memcmp(one->nodes, two->nodes, one->count * sizeof(*one->nodes)) != 0) std::abort();
  }
  return 0;
}
