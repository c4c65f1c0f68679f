// SPDX-License-Identifier: Apache-2.0
#include "schema/scope.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "schema/names.hpp"

namespace signalbox::schema {
namespace {

constexpr auto built_in = std::to_array<std::string_view>({"any", "bool", "int", "int16", "int32",
                                                           "int64", "int8", "number", "size", "str",
                                                           "uint16", "uint32", "uint64", "uint8"});

}  // namespace

void Scope::add(const std::string& name, Entry entry) {
  const auto [first, added] = entries_.emplace(name, entry);
  if (added) return;
  faults_.add(entry.position, quote(name) + " is defined twice");
  faults_.note(first->second.position, "it is first defined here");
}

void Scope::add(const Enumeration& enumeration) {
  add(enumeration.name, {.position = enumeration.position, .enumeration = &enumeration});
}

void Scope::add(const Structure& structure) {
  add(structure.name, {.position = structure.position, .structure = &structure});
}

void Scope::add(const Event& event) {
  add(event.name, {.position = event.position, .event = &event});
}

void Scope::add_call(const std::string& name, Position position) {
  add(name, {.position = position});
}

const Event* Scope::event(const std::string& name) const {
  const auto found = entries_.find(name);
  return found == entries_.end() ? nullptr : found->second.event;
}

Type Scope::type(const Node& node) const {
  Type type{.name = node.text};
  if (!node.is(Node::Kind::string)) {
    faults_.add(node.position, "expected the name of a type, not " + described(node));
    return type;
  }
  if (std::ranges::find(built_in, node.text) != built_in.end()) return type;
  const auto found = entries_.find(node.text);
  if (found != entries_.end() && found->second.event != nullptr) {
    faults_.add(node.position, quote(node.text) + " is an event: only an accessor may give it");
    faults_.note(found->second.position, "it is defined here");
    return type;
  }
  if (found != entries_.end()) {
    type.enumeration = found->second.enumeration;
    type.structure = found->second.structure;
  }
  if (type.enumeration == nullptr && type.structure == nullptr) {
    faults_.add(node.position, "unknown type " + quote(node.text) + advice(node.text));
  }
  return type;
}

std::string Scope::advice(const std::string& name) const {
  if (name == "none") return ": it stands only where a command returns nothing";
  std::vector<std::string> names(built_in.begin(), built_in.end());
  for (const auto& [known, entry] : entries_) {
    if (entry.enumeration != nullptr || entry.structure != nullptr) names.push_back(known);
  }
  const std::string_view meant = nearest(name, names);
  return meant.empty() ? "" : "; did you mean " + quote(meant) + "?";
}

}  // namespace signalbox::schema
