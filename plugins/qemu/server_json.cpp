// SPDX-License-Identifier: Apache-2.0
#include "plugins/qemu/server_json.hpp"

#include <stdexcept>

#include <boost/json/value.hpp>

#include "wire/value.hpp"

namespace json = boost::json;

namespace {

// QEMU 9 has 10 KiB of names.
constexpr std::size_t kMostOfList = std::size_t{1} << 20;

}  // namespace

json::value json_of(std::string_view text, std::size_t most) {
  if (text.size() > most) return {};
  try {
    return signalbox::to_value(text);
  } catch (const std::invalid_argument&) {
    return {};
  }
}

json::value member_of(const json::value& object, std::string_view name) {
  const json::value* const member =
      object.is_object() ? object.get_object().if_contains(name) : nullptr;
  return member == nullptr ? json::value() : *member;
}

std::string text_of(const json::value& object, std::string_view name) {
  const json::value member = member_of(object, name);
  return member.is_string() ? std::string(member.get_string()) : std::string();
}

Names names_of(std::string_view list) {
  Names names;
  const json::value value = json_of(list, kMostOfList);
  if (!value.is_array()) return names;
  for (const json::value& each : value.get_array()) names.insert(text_of(each, "name"));
  return names;
}
