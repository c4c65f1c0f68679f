// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wire/codec.h"
#include "wire/json_tree.h"

namespace signalbox::client {

// One value inside of a Json, valid as long as that is.
class JsonValue {
 public:
  JsonValue(const wire_json_tree& tree, uint32_t node) : tree_(&tree), node_(node) {}

  bool is(wire_json_kind kind) const { return wire_json_kind_of(tree_, node_) == kind; }

  // JSON, without white space.
  std::string_view text() const;

  // Nothing where it is no object or has no such member.
  std::optional<JsonValue> member(const char* name) const;

  // What an array holds, or an object: name, value, name, value, …
  std::vector<JsonValue> contents() const;

  // What a string says; nothing where it is none.
  std::optional<std::string> string() const;

  // Nothing where it is none that fits.
  std::optional<int64_t> integer() const;

 private:
  const wire_json_tree* tree_;
  uint32_t node_;
};

// A JSON text that has been read.
class Json {
 public:
  // An error, in QEMU's words, goes to *error, which may be null.
  static std::optional<Json> read(std::string_view text, std::string* error = nullptr);

  Json(Json&& other) noexcept;
  Json& operator=(Json&&) = delete;
  ~Json();

  JsonValue value() const { return {tree_, 0}; }

 private:
  Json() = default;

  wire_json_tree tree_ = {};
};

// `value` as JSON text without the members that `type` does not know. A server may be newer than
// the schema that its client was compiled with, and QMP lets it add members to what it returns and
// emits.
std::string known_part(const JsonValue& value, const wire_type& type);

}  // namespace signalbox::client
