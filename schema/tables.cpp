// SPDX-License-Identifier: Apache-2.0
#include "schema/tables.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "schema/names.hpp"
#include "schema/representation.hpp"

namespace signalbox::schema {

std::vector<Record> records_of(const Schema& schema) {
  std::vector<Record> records;
  for (const Structure& structure : schema.structures) {
    records.push_back({structure.name, structure.name, structure.name, &structure.members});
  }
  const auto add = [&](const std::string& wire_name, const std::string& name,
                       const std::vector<Member>& members) {
    if (!members.empty()) records.push_back({wire_name, "struct " + name, name, &members});
  };
  for (const Event& event : schema.events) {
    add(event.wire_name(), data_name(event), event.members);
  }
  for (const Accessor& accessor : schema.accessors) {
    add(accessor.name, arguments_name(accessor.name), accessor.members);
  }
  for (const Command& command : schema.commands) {
    add(command.name, arguments_name(command.name), command.members);
  }
  return records;
}

std::vector<Type> lists_of(const Schema& schema) {
  std::vector<Type> lists;
  std::set<std::string> seen;
  const auto add = [&](Type type) {
    if (!type.list || !seen.insert(type.name).second) return;
    type.list = false;
    lists.push_back(std::move(type));
  };
  for (const Record& record : records_of(schema)) {
    for (const Member& member : *record.members) add(member.type);
  }
  for (const Command& command : schema.commands) {
    if (command.returns) add(*command.returns);
  }
  return lists;
}

std::string data_name(const Event& event) {
  return snake_case(event.name) + "_data";
}

std::string arguments_name(const std::string& call) {
  std::string name = call;
  std::ranges::replace(name, '-', '_');
  return name + "_arguments";
}

std::string invoke_name(const Unit& unit, const Event& event) {
  return unit.prefix() + "_invoke_" + snake_case(event.name);
}

namespace {

std::string packed(const std::string& structure, const std::vector<Member>& members,
                   const std::string& variable) {
  if (members.empty()) return {};
  std::string text = "    const struct " + structure + " " + variable + " = {\n";
  for (const Member& member : members) {
    const std::vector<std::string> names = c_members(member);
    if (names.size() == 2) text += "        ." + names.front() + " = " + names.front() + ",\n";
    text += "        ." + names.back() + " = " + c_parameter(member.name) + ",\n";
  }
  return text + "    };\n";
}

}  // namespace

std::string packed(const Event& event, const std::string& variable) {
  return packed(data_name(event), event.members, variable);
}

std::string packed(const Accessor& accessor, const std::string& variable) {
  return packed(arguments_name(accessor.name), accessor.members, variable);
}

std::string packed(const Command& command, const std::string& variable) {
  return packed(arguments_name(command.name), command.members, variable);
}

std::string table_name(const Unit& unit, const std::string& record) {
  return unit.prefix() + "_wire_" + record;
}

std::string table_name(const Unit& unit, const Type& type) {
  if (type.list) return table_name(unit, list_name(type.name));
  if (type.structure != nullptr || type.enumeration != nullptr) return table_name(unit, type.name);
  return built_in_wire_type(type.name);
}

}  // namespace signalbox::schema
