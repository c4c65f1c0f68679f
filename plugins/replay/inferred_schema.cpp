// SPDX-License-Identifier: Apache-2.0
#include "plugins/replay/inferred_schema.hpp"

#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "wire/value.hpp"

namespace json = boost::json;

namespace {

// QEMU's builtin types, and their types in JSON.
constexpr std::pair<const char*, const char*> kBuiltins[] = {
    {"str", "string"},   {"int", "int"},   {"number", "number"},
    {"bool", "boolean"}, {"null", "null"}, {"any", "value"}};

std::string meta_of(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null: return "null";
    case json::kind::bool_: return "bool";
    case json::kind::int64:
    case json::kind::uint64: return "int";
    case json::kind::double_: return "number";
    case json::kind::string: return "str";
    case json::kind::array: return "array";
    case json::kind::object: return "object";
  }
  return "any";
}

// What can be either.
std::string joined(const std::string& a, const std::string& b) {
  if (a.empty() || a == b) return b;
  const bool are_numbers = (a == "int" || a == "number") && (b == "int" || b == "number");
  return are_numbers ? "number" : "any";
}

}  // namespace

void InferredSchema::add(const std::string& event, std::string_view data) {
  see(events_[event], data.empty() ? json::value(json::object()) : signalbox::to_value(data));
}

void InferredSchema::see(Type& type, const json::value& value) {
  type.meta = joined(type.meta, meta_of(value));
  ++type.times;
  if (value.is_object()) {
    for (const auto& [name, member] : value.get_object()) see(type.members[name], member);
  } else if (value.is_array()) {
    for (const json::value& each : value.get_array()) see(type.members[""], each);
  }
}

// Adds what describes a type to the list; returns the name by which it is known there.
std::string InferredSchema::write(const Type& type, const std::string& name, json::array& list) {
  if (type.meta == "object") {
    json::array members;
    for (const auto& [member, its] : type.members) {
      json::object entry{{"name", member}, {"type", write(its, name + "." + member, list)}};
      if (its.times < type.times) entry["default"] = nullptr;
      members.push_back(std::move(entry));
    }
    list.push_back(
        json::object{{"name", name}, {"meta-type", "object"}, {"members", std::move(members)}});
    return name;
  }
  if (type.meta != "array") return type.meta;
  const auto elements = type.members.find("");
  const std::string element =
      elements == type.members.end() ? "any" : write(elements->second, name + ".", list);
  list.push_back(
      json::object{{"name", "[" + name + "]"}, {"meta-type", "array"}, {"element-type", element}});
  return "[" + name + "]";
}

std::string InferredSchema::introspection() const {
  json::array list;
  for (const auto& [name, json_type] : kBuiltins) {
    list.push_back(
        json::object{{"name", name}, {"meta-type", "builtin"}, {"json-type", json_type}});
  }
  for (const auto& [event, type] : events_) {
    const std::string data = write(type, "replay." + event, list);
    list.push_back(json::object{{"name", event}, {"meta-type", "event"}, {"arg-type", data}});
  }
  return signalbox::print(list);
}
