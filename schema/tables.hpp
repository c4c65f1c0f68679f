// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "schema/outputs.hpp"
#include "schema/schema.hpp"

namespace signalbox::schema {

// A structure of C that the codec reads or writes: one of the schema's, an event's data, or the
// arguments of a command or an accessor.
struct Record {
  std::string wire_name;  // for messages
  std::string c_type;     // "BlockStats", "struct block_device_event_data"
  std::string name;       // of its table, without prefix: "BlockStats", "block_device_event_data"
  const std::vector<Member>* members;
};

// All of a schema, its structures first, those without members left out except structures.
std::vector<Record> records_of(const Schema& schema);

// The element types of all lists that the schema uses, in the order of first use.
std::vector<Type> lists_of(const Schema& schema);

// The names that tie the generated files together.
std::string data_name(const Event& event);            // "block_device_event_data"
std::string arguments_name(const std::string& call);  // "query_block_arguments"
std::string invoke_name(const Unit& unit, const Event& event);

// The definition of a local variable that holds the parameters of an event or a call; nothing
// where there are none.
std::string packed(const Event& event, const std::string& variable);
std::string packed(const Accessor& accessor, const std::string& variable);
std::string packed(const Command& command, const std::string& variable);

std::string table_name(const Unit& unit, const std::string& record);
std::string table_name(const Unit& unit, const Type& type);

}  // namespace signalbox::schema
