// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "schema/schema.hpp"

namespace signalbox::schema {

// How values of the schema's types are held in C, as wire/codec.h reads and writes them.

bool is_pointer(const Type& type);

// Whether absence is a null pointer rather than `has_NAME`: an empty list is one, and is there.
bool is_null_when_absent(const Type& type);

// "BlockStatsList", "strList": the cells of a list of `element`.
std::string list_name(std::string_view element);

// As a structure holds it, up to and including the blank or asterisk before the name:
// "int64_t ", "char *", "BlockStats *", "strList *".
std::string c_type(const Type& type);

// The same for what is only lent: "const char *".
std::string c_lent_type(const Type& type);

// The names that a member takes in a structure: itself, and has_NAME before it where needed.
std::vector<std::string> c_members(const Member& member);

// The declarations of those, without their end: "bool has_recurse", "bool recurse".
std::vector<std::string> c_parameters(const std::vector<Member>& members);

// What a variable of the type starts with: "NULL", "false", "BDA_REPORT".
std::string c_zero(const Type& type);

// The constant of wire/codec.h that describes a built-in type: "wire_type_int64".
std::string built_in_wire_type(std::string_view name);

}  // namespace signalbox::schema
