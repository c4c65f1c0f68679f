// SPDX-License-Identifier: Apache-2.0
#include "schema/representation.hpp"

#include <algorithm>
#include <array>

#include "schema/names.hpp"

namespace signalbox::schema {
namespace {

struct BuiltIn {
  std::string_view name;
  std::string_view c_type;
  std::string_view wire_type;
};

constexpr auto built_in = std::to_array<BuiltIn>({
    {"str", "char *", "wire_type_str"},
    {"any", "char *", "wire_type_any"},
    {"bool", "bool ", "wire_type_bool"},
    {"int", "int64_t ", "wire_type_int64"},
    {"int8", "int8_t ", "wire_type_int8"},
    {"int16", "int16_t ", "wire_type_int16"},
    {"int32", "int32_t ", "wire_type_int32"},
    {"int64", "int64_t ", "wire_type_int64"},
    {"uint8", "uint8_t ", "wire_type_uint8"},
    {"uint16", "uint16_t ", "wire_type_uint16"},
    {"uint32", "uint32_t ", "wire_type_uint32"},
    {"uint64", "uint64_t ", "wire_type_uint64"},
    {"size", "uint64_t ", "wire_type_size"},
    {"number", "double ", "wire_type_number"},
});

const BuiltIn& built_in_of(std::string_view name) {
  return *std::ranges::find(built_in, name, &BuiltIn::name);
}

}  // namespace

bool is_pointer(const Type& type) {
  return type.list || type.structure != nullptr || type.name == "str" || type.name == "any";
}

bool is_null_when_absent(const Type& type) {
  return is_pointer(type) && !type.list;
}

std::string list_name(std::string_view element) {
  return std::string(element) + "List";
}

std::string c_type(const Type& type) {
  if (type.list) return list_name(type.name) + " *";
  if (type.structure != nullptr) return type.name + " *";
  if (type.enumeration != nullptr) return type.name + " ";
  return std::string(built_in_of(type.name).c_type);
}

std::string c_lent_type(const Type& type) {
  return (is_pointer(type) ? "const " : "") + c_type(type);
}

std::vector<std::string> c_members(const Member& member) {
  std::vector<std::string> names;
  if (member.optional && !is_null_when_absent(member.type)) {
    std::string has = "has_" + member.name;
    std::ranges::replace(has, '-', '_');
    names.push_back(std::move(has));
  }
  names.push_back(c_name(member.name));
  return names;
}

std::vector<std::string> c_parameters(const std::vector<Member>& members) {
  std::vector<std::string> result;
  for (const Member& member : members) {
    const std::vector<std::string> names = c_members(member);
    if (names.size() == 2) result.push_back("bool " + names.front());
    result.push_back(c_lent_type(member.type) + c_parameter(member.name));
  }
  return result;
}

std::string c_zero(const Type& type) {
  if (is_pointer(type)) return "NULL";
  if (type.enumeration != nullptr) {
    return type.enumeration->prefix() + "_" + upper_case(type.enumeration->values.front().name);
  }
  return type.name == "bool" ? "false" : "0";
}

std::string built_in_wire_type(std::string_view name) {
  return std::string(built_in_of(name).wire_type);
}

}  // namespace signalbox::schema
