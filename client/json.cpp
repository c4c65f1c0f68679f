// SPDX-License-Identifier: Apache-2.0
#include "client/json.hpp"

#include <charconv>
#include <cstdlib>
#include <span>
#include <utility>

namespace signalbox::client {

std::string_view JsonValue::text() const {
  const wire_json_node& node = tree_->nodes[node_];
  return {tree_->text.bytes + node.begin, node.end - node.begin};
}

std::optional<JsonValue> JsonValue::member(const char* name) const {
  if (!is(WIRE_JSON_OBJECT)) return std::nullopt;
  const uint32_t found = wire_json_member(tree_, node_, name);
  if (found == wire_json_none) return std::nullopt;
  return JsonValue(*tree_, found);
}

std::vector<JsonValue> JsonValue::contents() const {
  std::vector<JsonValue> contents;
  const uint32_t end = tree_->nodes[node_].next;
  for (uint32_t node = node_ + 1; node < end; node = tree_->nodes[node].next) {
    contents.emplace_back(*tree_, node);
  }
  return contents;
}

std::optional<std::string> JsonValue::string() const {
  if (!is(WIRE_JSON_STRING)) return std::nullopt;
  wire_text said = {};
  wire_json_string(tree_, node_, &said);
  std::string text(said.bytes == nullptr ? "" : said.bytes, said.length);
  wire_text_release(&said);
  return text;
}

std::optional<int64_t> JsonValue::integer() const {
  int64_t number = 0;
  const std::string_view digits = text();
  const auto [end, error] = std::from_chars(digits.begin(), digits.end(), number);
  if (error != std::errc() || end != digits.end()) return std::nullopt;
  return number;
}

std::optional<Json> Json::read(std::string_view text, std::string* error) {
  Json json;
  char* refusal = wire_json_parse(text.data(), text.size(), &json.tree_);
  if (refusal == nullptr) return json;
  if (error != nullptr) *error = refusal;
  free(refusal);
  return std::nullopt;
}

Json::Json(Json&& other) noexcept : tree_(std::exchange(other.tree_, {})) {}

Json::~Json() {
  wire_json_tree_release(&tree_);
}

namespace {

std::string known_members(const JsonValue& object, const wire_type& type) {
  std::string known = "{";
  for (const wire_member& member : std::span(type.members, type.member_count)) {
    const auto value = object.member(member.name);
    if (!value) continue;
    if (known.size() > 1) known += ", ";
    known.append(1, '"').append(member.name).append("\": ");
    known += known_part(*value, *member.type);
  }
  return known += '}';
}

std::string known_elements(const JsonValue& array, const wire_type& type) {
  std::string known = "[";
  for (const JsonValue& element : array.contents()) {
    if (known.size() > 1) known += ", ";
    known += known_part(element, *type.element);
  }
  return known += ']';
}

}  // namespace

std::string known_part(const JsonValue& value, const wire_type& type) {
  if (type.kind == WIRE_STRUCT && value.is(WIRE_JSON_OBJECT)) return known_members(value, type);
  if (type.kind == WIRE_LIST && value.is(WIRE_JSON_ARRAY)) return known_elements(value, type);
  return std::string(value.text());  // a scalar, or what wire_decode() will refuse
}

}  // namespace signalbox::client
