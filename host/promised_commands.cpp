// SPDX-License-Identifier: Apache-2.0
#include "host/promised_commands.hpp"

#include <stdexcept>

#include <boost/json/value.hpp>

#include "wire/value.hpp"

namespace signalbox {

namespace json = boost::json;

std::vector<std::string> promised_commands(std::string_view introspection) {
  const json::value list = to_value(introspection);
  if (!list.is_array()) throw std::invalid_argument("introspection is not a JSON list");
  std::vector<std::string> names;
  for (const json::value& each : list.get_array()) {
    const json::object* const entry = each.if_object();
    const json::value* const type = entry == nullptr ? nullptr : entry->if_contains("meta-type");
    const json::value* const name = entry == nullptr ? nullptr : entry->if_contains("name");
    if (type == nullptr || name == nullptr || !name->is_string()) continue;
    if (*type == "command") names.emplace_back(name->get_string());
  }
  return names;
}

}  // namespace signalbox
