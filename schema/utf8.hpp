// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace signalbox::schema {

inline bool is_utf8_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80U;
}

// How many bytes from the start of `text` are UTF-8 as RFC 3629 has it: no overlong form, no
// surrogate, nothing above U+10FFFF.
std::size_t valid_utf8_prefix(std::string_view text);

}  // namespace signalbox::schema
