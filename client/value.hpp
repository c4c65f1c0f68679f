// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "client/json.hpp"
#include "wire/codec.h"

namespace signalbox::client {

// Reads one JSON value of any type into `value`, a zeroed variable of the type's representation
// (codec.h). On failure *error is a text in QEMU's words that calls the value `name`.
bool read_value(const JsonValue& json, const wire_type& type, const char* name, void* value,
                std::string* error);

// JSON text of a structure or of a variable of the type's representation.
std::string write_value(const wire_type& type, const void* value);
std::string write_text(const char* text);

}  // namespace signalbox::client
