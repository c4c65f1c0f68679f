// SPDX-License-Identifier: Apache-2.0
#include "plugins/qemu/plain_json.hpp"

#include <cstddef>

#include "wire/json_reader.h"

namespace {

bool is_one_value(std::string_view text) {
  wire_json_reader reader;
  wire_json_reader_init(&reader);
  std::size_t used = 0;
  const wire_json_status status = wire_json_feed(&reader, text.data(), text.size(), &used);
  wire_json_reader_release(&reader);
  return status == WIRE_JSON_VALUE &&
         text.find_first_not_of(" \t\r\n", used) == std::string_view::npos;
}

// QEMU's dialect has strings between single quotes, and an escape for those.
bool has_single_quotes(std::string_view text) {
  if (text.find('\'') == std::string_view::npos) return false;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') in_string = !in_string;
    if (text[i] == '\'' && !in_string) return true;
    if (text[i] == '\\' && text[++i] == '\'') return true;
  }
  return false;
}

}  // namespace

// The reader takes NUL as C0 80, which nobody else does; no other text of UTF-8 has this byte.
bool is_plain_json(std::string_view text) {
  return text.find('\xC0') == std::string_view::npos && is_one_value(text) &&
         !has_single_quotes(text);
}
