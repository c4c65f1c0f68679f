// SPDX-License-Identifier: Apache-2.0
#include "wire/printable.hpp"

#include <cstdio>

#include "wire/utf8.h"

namespace signalbox {
namespace {

bool is_between(int code, int first, int last) {
  return code >= first && code <= last;
}

bool is_ascii_control(int code) {
  return code < 0x20 || code == 0x7f;
}

bool acts_on_terminals(int code) {
  return is_between(code, 0x80, 0x9f) || code == 0x061c || is_between(code, 0x200e, 0x200f) ||
         is_between(code, 0x2028, 0x202e) || is_between(code, 0x2066, 0x2069);
}

std::string escaped(const char* format, unsigned value) {
  char text[sizeof "\\u" +
            2 * sizeof value];  // all digits of any value: the compiler sees no smaller bound
  std::snprintf(text, sizeof text, format, value);
  return text;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); at < end;) {
    const char* next = at;
    const int code = wire_utf8_read(at, end, &next);
    if (code >= 0 && !is_ascii_control(code) && !acts_on_terminals(code)) {
      out.append(at, next);
    } else if (code >= 0x80) {
      out += escaped("\\u%04x", static_cast<unsigned>(code));
    } else {
      for (; at < next; ++at) out += escaped("\\x%02x", static_cast<unsigned char>(*at));
    }
    at = next;
  }
  return out;
}

bool is_printable(std::string_view text) {
  return printable(text) == text;
}

}  // namespace signalbox
