// SPDX-License-Identifier: Apache-2.0
#include "compat/payload.hpp"

#include <stdexcept>

#include <boost/json.hpp>

#include "compat/event_map.hpp"
#include "wire/value.hpp"

namespace signalbox {

namespace json = boost::json;

namespace {

json::object object_of(std::string_view text) {
  if (text.empty()) return {};
  json::value value = to_value(text);
  if (!value.is_object()) throw std::invalid_argument("an event's data is a JSON object");
  return std::move(value.get_object());
}

// Equal values have equal texts.
std::string text_of(const json::value* value) {
  return value == nullptr ? std::string() : canonical(print(*value));
}

// "data.server.host" in {"data": …}; null: it is not there.
const json::value* at(const json::object& object, std::string_view path) {
  const std::size_t dot = path.find('.');
  const json::value* const value = object.if_contains(path.substr(0, dot));
  if (value == nullptr || dot == std::string_view::npos) return value;
  return value->is_object() ? at(value->get_object(), path.substr(dot + 1)) : nullptr;
}

// One event on both sides, member by member.
class Comparison {
 public:
  Comparison(std::string event, const EventMap& map) : event_(std::move(event)), map_(map) {}

  void compare(const std::string& path, const json::value* old, const json::value* fresh) {
    if (map_.is_volatile(event_, path)) return;
    if (old != nullptr && fresh != nullptr && old->is_object() && fresh->is_object()) {
      for (const auto& [name, value] : old->get_object()) {
        compare(path + "." + std::string(name), &value, fresh->get_object().if_contains(name));
      }
      return;
    }
    std::string before = text_of(old);
    std::string after = text_of(fresh);
    if (before != after) found_.push_back({path, std::move(before), std::move(after)});
  }

  std::vector<PayloadDifference>& found() { return found_; }

 private:
  const std::string event_;
  const EventMap& map_;
  std::vector<PayloadDifference> found_;
};

const MemberRule* rule_of(const SuccessorRule* rule, const std::string& member) {
  if (rule == nullptr) return nullptr;
  const auto entry = rule->members.find(member);
  return entry == rule->members.end() ? nullptr : &entry->second;
}

json::value translated(const json::value& value, const MemberRule* rule) {
  if (rule == nullptr || !value.is_string()) return value;
  const auto other = rule->values.find(std::string(value.get_string()));
  return other == rule->values.end() ? value : json::value(other->second);
}

}  // namespace

std::vector<PayloadDifference> differences(const Payload& old, const Payload& fresh,
                                           const SuccessorRule* rule, const EventMap& map) {
  const json::object before = object_of(old.data);
  const json::object after{{"data", object_of(fresh.data)},
                           {"arguments", object_of(fresh.arguments)}};
  Comparison comparison(old.event, map);
  for (const auto& [key, value] : before) {
    const std::string name(key);
    const MemberRule* const its = rule_of(rule, name);
    const json::value* found = at(after, its != nullptr ? its->path : "data." + name);
    if (found == nullptr && its == nullptr) found = at(after, "arguments." + name);
    const json::value expected = translated(value, its);
    comparison.compare(name, &expected, found);
  }
  return std::move(comparison.found());
}

std::vector<PayloadDifference> misreadings(const std::string& event, std::string_view sent,
                                           std::string_view handled, const EventMap& map) {
  const json::object before = object_of(sent);
  const json::object after = object_of(handled);
  Comparison comparison(event, map);
  for (const auto& [name, value] : before) {
    comparison.compare(std::string(name), &value, after.if_contains(name));
  }
  for (const auto& [name, value] : after) {
    if (!before.contains(name)) comparison.compare(std::string(name), nullptr, &value);
  }
  return std::move(comparison.found());
}

bool arguments_fit(std::string_view arguments, std::string_view old_data,
                   const SuccessorRule* rule) {
  const json::object given = object_of(arguments);
  for (const auto& [key, value] : object_of(old_data)) {
    const std::string name(key);
    const MemberRule* const its = rule_of(rule, name);
    const std::string path = its != nullptr ? its->path : "arguments." + name;
    if (!path.starts_with("arguments.")) continue;
    const json::value* const argument = at(given, path.substr(sizeof "arguments." - 1));
    const json::value expected = translated(value, its);
    if (argument != nullptr && text_of(argument) != text_of(&expected)) return false;
  }
  return true;
}

}  // namespace signalbox
