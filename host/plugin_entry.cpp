// SPDX-License-Identifier: Apache-2.0
#include "host/plugin_entry.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json.hpp>

#include "host/plugin_refused.hpp"

namespace signalbox {
namespace {

// Lower case letters, digits and hyphens, a letter first: it becomes part of names on the wire.
bool is_plugin_name(std::string_view name) {
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto is_part = [&](char c) { return is_lower(c) || (c >= '0' && c <= '9') || c == '-'; };
  return !name.empty() && is_lower(name.front()) && std::all_of(name.begin(), name.end(), is_part);
}

// What is wrong with an introspection; empty: nothing.
std::string fault_of(std::string_view introspection) {
  boost::system::error_code error;
  const boost::json::value value = boost::json::parse(introspection, error);
  if (error) return error.message();
  if (!value.is_array()) return "it is not a list";
  for (const boost::json::value& each : value.get_array()) {
    const boost::json::object* const object = each.if_object();
    const boost::json::value* const name = object ? object->if_contains("name") : nullptr;
    if (!name || !name->is_string()) return "an element is not an object with a name";
  }
  return {};
}

std::string fault_of(const signalbox_plugin& entry) {
  if (entry.abi_major != SIGNALBOX_ABI_MAJOR) {
    return "is built for plugin ABI " + std::to_string(entry.abi_major) + ", this host has " +
           std::to_string(SIGNALBOX_ABI_MAJOR) + "; rebuild it with this host's SDK";
  }
  if (entry.abi_minor > SIGNALBOX_ABI_MINOR) {
    return "needs plugin ABI " + std::to_string(entry.abi_major) + "." +
           std::to_string(entry.abi_minor) + ", this host gives " +
           std::to_string(SIGNALBOX_ABI_MAJOR) + "." + std::to_string(SIGNALBOX_ABI_MINOR) +
           "; use a newer host, or rebuild it with this host's SDK";
  }
  const std::array<std::pair<const char*, bool>, 5> members = {
      {{"name", entry.name != nullptr},
       {"version", entry.version != nullptr},
       {"schema", entry.schema != nullptr},
       {"create", entry.create != nullptr},
       {"destroy", entry.destroy != nullptr}}};
  for (const auto& [member, is_set] : members) {
    if (!is_set) return std::string("its entry lacks '") + member + "', set it in the plugin";
  }
  if (!is_plugin_name(entry.name)) {
    return "its name '" + std::string(entry.name) +
           "' is not lower case letters, digits and hyphens; rename it in the plugin";
  }
  if (!entry.schema->text || !entry.schema->introspection) {
    return "its schema has no text; rebuild it with this host's qmpc";
  }
  const std::string fault = fault_of(std::string_view(entry.schema->introspection));
  if (fault.empty()) return {};
  return "its schema does not parse: " + fault + "; rebuild it with this host's qmpc";
}

}  // namespace

void check_plugin_entry(const signalbox_plugin& entry, const std::filesystem::path& file) {
  const std::string fault = fault_of(entry);
  if (!fault.empty()) throw PluginRefused(file.string() + ": " + fault);
}

}  // namespace signalbox
