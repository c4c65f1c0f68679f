// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "schema/source.hpp"

namespace signalbox::schema {

struct Enumeration;
struct Structure;

// A type as a member or a command refers to it. Lists hold anything but lists.
struct Type {
  std::string name;  // "str", "BlockStats"; of a list the name of what it holds
  bool list = false;
  const Enumeration* enumeration = nullptr;  // where `name` is one
  const Structure* structure = nullptr;      // where `name` is one; neither: built in
};

struct Attributes {
  std::string since;
  std::string deprecated;
  std::string successor;
  std::string guide;
  std::string legacy;
  std::string wire;
  std::string prefix;
  bool state = false;
  bool oob = false;
  bool blocks = false;
};

// What every expression has. `comment` is what stands above it, one line feed after each line.
struct Definition {
  std::string name;
  Position position;
  std::string comment;
  Attributes attributes;
};

struct Member {
  std::string name;
  Position position;
  std::string comment;
  Type type;
  bool optional = false;
};

struct Value {
  std::string name;
  Position position;
  std::string comment;
};

struct Enumeration : Definition {
  std::vector<Value> values;

  std::string prefix() const;  // "BDAR"
};

struct Structure : Definition {
  std::vector<Member> members;
};

struct Event : Definition {
  std::vector<Member> members;

  std::string wire_name() const;  // "BLOCK_DEVICE_EVENT"
};

struct Command : Definition {
  std::vector<Member> members;  // the required ones first
  std::optional<Type> returns;
};

struct Accessor : Definition {
  std::vector<Member> members;
  const Event* event = nullptr;
};

// A schema that has been checked. Elements keep their address and the order of the text.
struct Schema {
  std::string text;  // the source, each include replaced by what it names
  std::deque<Enumeration> enumerations;
  std::deque<Structure> structures;  // anonymous ones under the name that they get
  std::deque<Event> events;
  std::deque<Command> commands;
  std::deque<Accessor> accessors;
};

// The structure that a plugin's configuration is read into, or NULL: "BlockConfig" for "block".
const Structure* configuration_of(const Schema& schema, const std::string& plugin);

}  // namespace signalbox::schema
