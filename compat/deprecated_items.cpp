// SPDX-License-Identifier: Apache-2.0
#include "compat/deprecated_items.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <string>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

namespace signalbox {

namespace json = boost::json;

namespace {

std::string_view text_at(const json::object& object, std::string_view key) {
  const json::value* const value = object.if_contains(key);
  if (value == nullptr || !value->is_string()) return {};
  return std::string_view(value->get_string());
}

bool is_deprecated(const json::object& object) {
  const json::value* const features = object.if_contains("features");
  if (features == nullptr || !features->is_array()) return false;
  const json::array& list = features->get_array();
  return std::find(list.begin(), list.end(), json::value("deprecated")) != list.end();
}

using Types = std::map<std::string_view, const json::object*>;

// Those of the object that a command takes, at the top.
void add_arguments(const Types& types, const json::object& command, std::set<ItemName>& items) {
  const auto type = types.find(text_at(command, "arg-type"));
  if (type == types.end()) return;
  const json::value* const members = type->second->if_contains("members");
  if (members == nullptr || !members->is_array()) return;
  for (const json::value& each : members->get_array()) {
    if (!each.is_object() || !is_deprecated(each.get_object())) continue;
    items.insert({ItemKind::argument, std::string(text_at(command, "name")) + "." +
                                          std::string(text_at(each.get_object(), "name"))});
  }
}

}  // namespace

std::set<ItemName> deprecated_items(std::string_view introspection) {
  boost::system::error_code error;
  const json::value value = json::parse(introspection, error);
  if (error || !value.is_array()) throw std::invalid_argument("introspection is not a JSON list");
  Types types;
  for (const json::value& each : value.get_array()) {
    if (!each.is_object()) throw std::invalid_argument("introspection has an entry that is none");
    types.try_emplace(text_at(each.get_object(), "name"), &each.get_object());
  }
  std::set<ItemName> items;
  for (const auto& [name, entry] : types) {
    const std::string_view meta = text_at(*entry, "meta-type");
    if (meta == "command" && is_deprecated(*entry)) {
      items.insert({ItemKind::command, std::string(name)});
    }
    if (meta == "command") add_arguments(types, *entry, items);
    if (meta == "event" && is_deprecated(*entry)) {
      items.insert({ItemKind::upstream_event, std::string(name)});
    }
  }
  return items;
}

}  // namespace signalbox
