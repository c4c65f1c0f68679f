// SPDX-License-Identifier: Apache-2.0
#include "wire/value.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include <boost/json/value.hpp>

#include "wire/json_number.h"
#include "wire/json_tree.hpp"
#include "wire/member_order.hpp"
#include "wire/print.hpp"

namespace signalbox {

namespace json = boost::json;

namespace {

json::value number_value(const JsonTree& tree, std::uint32_t node) {
  const bool integer = tree.kind(node) == WIRE_JSON_INTEGER;
  const wire_number number = wire_number_read(tree.text(node).data(), integer);
  switch (number.kind) {
    case wire_number::WIRE_IS_INT64: return number.int64;
    case wire_number::WIRE_IS_UINT64: return number.uint64;
    default: return number.real;
  }
}

json::value value_at(const JsonTree& tree, std::uint32_t node);

json::array array_at(const JsonTree& tree, std::uint32_t node) {
  json::array array;
  for (auto item = node + 1; item < tree.node(node).next; item = tree.node(item).next) {
    array.push_back(value_at(tree, item));
  }
  return array;
}

json::object object_at(const JsonTree& tree, std::uint32_t node) {
  json::object object;
  for (auto key = node + 1; key < tree.node(node).next; key = tree.node(key + 1).next) {
    object.emplace(tree.string(key), value_at(tree, key + 1));
  }
  return object;
}

json::value value_at(const JsonTree& tree, std::uint32_t node) {
  switch (tree.kind(node)) {
    case WIRE_JSON_FALSE: return false;
    case WIRE_JSON_TRUE: return true;
    case WIRE_JSON_INTEGER:
    case WIRE_JSON_FLOAT: return number_value(tree, node);
    case WIRE_JSON_STRING: return json::string(tree.string(node));
    case WIRE_JSON_ARRAY: return array_at(tree, node);
    case WIRE_JSON_OBJECT: return object_at(tree, node);
    default: return nullptr;
  }
}

std::string number_text(wire_number number) {
  OwnedText text;
  wire_number_print(number, text);
  return text.str();
}

wire_number number_of(const json::value& value) {
  wire_number number = {};
  if (value.is_int64()) {
    number.kind = wire_number::WIRE_IS_INT64;
    number.int64 = value.get_int64();
  } else if (value.is_uint64()) {
    number.kind = wire_number::WIRE_IS_UINT64;
    number.uint64 = value.get_uint64();
  } else {
    number.kind = wire_number::WIRE_IS_DOUBLE;
    number.real = value.get_double();
  }
  return number;
}

// A double that is a whole number becomes one, so that 1.0 and 1 are the same.
wire_number simplified(wire_number number) {
  constexpr double exact_limit = 9007199254740992.0;  // 2^53
  if (number.kind != wire_number::WIRE_IS_DOUBLE) return number;
  const double real = number.real;
  if (!(std::fabs(real) <= exact_limit) || std::trunc(real) != real) return number;
  wire_number whole = {};
  whole.kind = wire_number::WIRE_IS_INT64;
  whole.int64 = static_cast<std::int64_t>(real);
  return whole;
}

// What tells the two ways of writing a value apart.
struct Style {
  const char* comma;
  const char* colon;
  bool canonical;
};

std::vector<std::uint32_t> order_of(const json::object& object, const Style& style) {
  std::vector<std::string_view> names;
  for (const auto& member : object) names.emplace_back(member.key().data(), member.key().size());
  if (!style.canonical) return member_order(names);
  std::vector<std::uint32_t> order(names.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t left, std::uint32_t right) { return names[left] < names[right]; });
  return order;
}

void append_value(std::string& out, const json::value& value, const Style& style);

void append_array(std::string& out, const json::array& array, const Style& style) {
  out += '[';
  for (const json::value& item : array) {
    if (&item != array.data()) out += style.comma;
    append_value(out, item, style);
  }
  out += ']';
}

void append_object(std::string& out, const json::object& object, const Style& style) {
  out += '{';
  bool first = true;
  for (const std::uint32_t index : order_of(object, style)) {
    const auto& member = object.begin()[index];
    if (!first) out += style.comma;
    first = false;
    out += quote({member.key().data(), member.key().size()});
    out += style.colon;
    append_value(out, member.value(), style);
  }
  out += '}';
}

void append_value(std::string& out, const json::value& value, const Style& style) {
  switch (value.kind()) {
    case json::kind::null: out += "null"; return;
    case json::kind::bool_: out += value.get_bool() ? "true" : "false"; return;
    case json::kind::string:
      out += quote({value.get_string().data(), value.get_string().size()});
      return;
    case json::kind::array: append_array(out, value.get_array(), style); return;
    case json::kind::object: append_object(out, value.get_object(), style); return;
    default: out += number_text(style.canonical ? simplified(number_of(value)) : number_of(value));
  }
}

}  // namespace

json::value to_value(std::string_view text) {
  const JsonTree tree(text);
  return value_at(tree, 0);
}

std::string print(const json::value& value) {
  std::string out;
  append_value(out, value, {", ", ": ", false});
  return out;
}

std::string canonical(std::string_view text) {
  std::string out;
  append_value(out, to_value(text), {",", ":", true});
  return out;
}

}  // namespace signalbox
