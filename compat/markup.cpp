// SPDX-License-Identifier: Apache-2.0
#include "compat/markup.hpp"

#include <cstdint>

namespace signalbox {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// The length of the character that the text begins with; 0: it is none that XML can have.
std::size_t length_of_character(std::string_view text) {
  const auto byte = [&text](std::size_t place) { return static_cast<unsigned char>(text[place]); };
  const unsigned first = byte(0);
  if (first < 0x20) return first == '\t' || first == '\n' || first == '\r' ? 1 : 0;
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  std::uint32_t code = first & (0x7FU >> length);
  for (std::size_t place = 1; place < length; ++place) {
    if ((byte(place) & 0xC0U) != 0x80) return 0;
    code = code << 6U | (byte(place) & 0x3FU);
  }
  constexpr std::uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
  const bool is_none = code == 0xFFFE || code == 0xFFFF || code > 0x10FFFF;
  return code < smallest[length] || is_surrogate || is_none ? 0 : length;
}

}  // namespace

std::string marked_up(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t length = length_of_character(text);
    if (length == 0) {
      out += kReplacement;
    } else if (text[0] == '<') {
      out += "&lt;";
    } else if (text[0] == '>') {
      out += "&gt;";
    } else if (text[0] == '&') {
      out += "&amp;";
    } else if (text[0] == '"') {
      out += "&quot;";
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

}  // namespace signalbox
