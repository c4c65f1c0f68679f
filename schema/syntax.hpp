// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "schema/faults.hpp"
#include "schema/lexer.hpp"

namespace signalbox::schema {

// A piece of a schema file before anybody asks what it means.
struct Node {
  enum class Kind { string, boolean, list, object };

  Kind kind = Kind::string;
  Position position;
  std::string text;         // string: its value; boolean: "true" or "false"
  std::string comment;      // what stands directly above
  std::vector<Node> items;  // of a list or an object, in order
  std::string key;          // as a member of an object
  Position key_position;
  std::size_t offset = 0;  // in the source: the first byte, and the one behind the last
  std::size_t end = 0;

  bool is(Kind other) const { return kind == other; }
};

// How a fault speaks of a node: "'text'", "true", "a list", "an object".
std::string described(const Node& node);

// The expressions of one file. After a fault reading goes on with the next expression that
// starts a line.
std::vector<Node> expressions_of(const std::vector<Token>& tokens, Faults& faults);

}  // namespace signalbox::schema
