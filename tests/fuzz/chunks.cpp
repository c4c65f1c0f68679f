// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "tests/wire/messages_of.hpp"

// The first byte of the input says how it is cut; every other reader is made anew from what the
// one before it had not read. The messages are the same as from one piece.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (!size) return 0;
  const std::size_t step = data[0] % 16 + 1;
  std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::vector<std::string> whole = signalbox::messages_of(rest);

  std::vector<std::string> pieces;
  signalbox::MessageReader reader;
  for (; !rest.empty(); rest.remove_prefix(std::min(step, rest.size()))) {
    reader.feed(rest.substr(0, step));
    signalbox::append_messages(reader, pieces);
    if (data[0] & 0x80) reader = signalbox::MessageReader(reader.unread());
  }
  if (pieces != whole) std::abort();
  return 0;
}
