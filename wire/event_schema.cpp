// SPDX-License-Identifier: Apache-2.0
#include "wire/event_schema.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <deque>
#include <map>
#include <set>

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "wire/value.hpp"

namespace signalbox {

namespace json = boost::json;

namespace {

// QEMU, qapi/run-state.json, machine.json and migration.json.
constexpr std::array<std::string_view, 12> kState = {
    "GUEST_CRASHLOADED", "GUEST_PANICKED", "MIGRATION", "POWERDOWN",    "RESET",          "RESUME",
    "SHUTDOWN",          "STOP",           "SUSPEND",   "SUSPEND_DISK", "UNPLUG_PRIMARY", "WAKEUP",
};

std::string_view text_at(const json::object& entry, std::string_view key) {
  const json::value* const value = entry.if_contains(key);
  return value == nullptr || !value->is_string() ? std::string_view() : value->get_string();
}

bool is_deprecated(const json::object& entry) {
  const json::value* const features = entry.if_contains("features");
  if (features == nullptr) return false;
  for (const json::value& each : features->as_array()) {
    if (each == "deprecated") return true;
  }
  return false;
}

// The types that an entry is made of.
std::vector<std::string_view> types_in(const json::object& entry) {
  std::vector<std::string_view> types;
  for (const char* key : {"arg-type", "ret-type", "element-type"}) {
    if (!text_at(entry, key).empty()) types.push_back(text_at(entry, key));
  }
  for (const char* key : {"members", "variants"}) {
    const json::value* const list = entry.if_contains(key);
    if (list == nullptr) continue;
    for (const json::value& each : list->as_array()) {
      if (each.is_object()) types.push_back(text_at(each.get_object(), "type"));
    }
  }
  return types;
}

}  // namespace

EventSchema read_event_schema(std::string_view schema,
                              const std::set<std::string, std::less<>>& commands) {
  json::monotonic_resource memory;  // some ten thousand values, which end together
  const json::value list = json::parse(schema, &memory);
  std::map<std::string_view, const json::object*> by_name;
  std::deque<std::string_view> wanted;
  EventSchema read;
  for (const json::value& each : list.as_array()) {
    const json::object& entry = each.as_object();
    const std::string_view name = text_at(entry, "name");
    by_name[name] = &entry;
    const std::string_view kind = text_at(entry, "meta-type");
    if (kind == "event") read.events.push_back({std::string(name), is_deprecated(entry)});
    if (kind == "event" || (kind == "command" && commands.contains(name))) wanted.push_back(name);
  }
  std::set<std::string_view> seen;
  json::array kept(&memory);
  for (; !wanted.empty(); wanted.pop_front()) {
    const auto found = by_name.find(wanted.front());
    if (found == by_name.end() || !seen.insert(wanted.front()).second) continue;
    kept.push_back(*found->second);
    for (const std::string_view each : types_in(*found->second)) wanted.push_back(each);
  }
  read.introspection = print(kept);
  return read;
}

std::string accessor_name(std::string_view event) {
  std::string name(event);
  for (char& c : name) {
    c = c == '_' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return name + "-event";
}

bool carries_state(std::string_view event) {
  return std::find(kState.begin(), kState.end(), event) != kState.end();
}

}  // namespace signalbox
