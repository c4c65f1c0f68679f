// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "schema/faults.hpp"
#include "schema/schema.hpp"
#include "schema/syntax.hpp"

namespace signalbox::schema {

// What an expression defines, as a set of bits, so that a rule can name several.
enum class Kind : unsigned {
  enumeration = 1,
  structure = 2,
  event = 4,
  command = 8,
  accessor = 16
};

// "an event": for messages.
std::string_view described(Kind kind);

// Reads the attributes of the definition `owner`.
Attributes attributes_of(Kind kind, std::string_view owner, std::span<const Node> attributes,
                         Faults& faults);

}  // namespace signalbox::schema
