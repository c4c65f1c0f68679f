// SPDX-License-Identifier: Apache-2.0
#include "client/value.hpp"

#include <cstdlib>

namespace signalbox::client {

// The codec reads structures, so the value becomes the one member of one.
bool read_value(const JsonValue& json, const wire_type& type, const char* name, void* value,
                std::string* error) {
  const wire_member member = {name, &type, 0, false, SIZE_MAX};
  const uint16_t only = 0;
  const wire_type object = {WIRE_STRUCT, name, sizeof(void*), &member, &only, 1,
                            nullptr,     0,    nullptr};
  std::string wrapped = "{\"";
  wrapped.append(name).append("\": ").append(known_part(json, type)).append("}");
  char* refusal = nullptr;
  if (wire_decode(wrapped.data(), wrapped.size(), &object, value, &refusal)) return true;
  *error = refusal;
  free(refusal);
  return false;
}

std::string write_value(const wire_type& type, const void* value) {
  size_t length = 0;
  char* text = wire_encode(&type, value, &length);
  std::string written(text, length);
  free(text);
  return written;
}

std::string write_text(const char* text) {
  return write_value(wire_type_str, &text);
}

}  // namespace signalbox::client
