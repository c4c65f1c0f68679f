// SPDX-License-Identifier: Apache-2.0
#include "schema/identifiers.hpp"

#include <map>
#include <string>

#include "schema/names.hpp"
#include "schema/representation.hpp"

namespace signalbox::schema {
namespace {

class Identifiers {
 public:
  explicit Identifiers(Faults& faults) : faults_(faults) {}

  void add(const Enumeration& enumeration) {
    add_type(enumeration);
    const std::string prefix = enumeration.prefix() + "_";
    for (const Value& value : enumeration.values) {
      if (!add_constant(prefix + upper_case(value.name), enumeration, value)) return;
    }
  }

  void add(const Structure& structure) { add_type(structure); }

  void add(const Event& event) {
    const std::string function = snake_case(event.name) + "_";
    claim(event, {event.name, event.name + "Func", function + "close", function + "connect",
                  function + "disconnect", function + "signal"});
    const auto [first, added] = wire_names_.emplace(event.wire_name(), &event);
    if (added || first->second->name == event.name) return;
    faults_.add(event.position, "the wire name " + quote(event.wire_name()) + " of " +
                                    quote(event.name) + " is also that of " +
                                    quote(first->second->name));
    faults_.note(first->second->position, "the other event is here");
  }

  void add(const Accessor& accessor) {
    claim(accessor, {"qmp_" + c_name(accessor.name), c_name(accessor.name) + "_listen"});
    commands_.emplace(accessor.name + "-connect", &accessor);
    commands_.emplace(accessor.name + "-disconnect", &accessor);
  }

  void add(const Command& command) {
    claim(command, {"qmp_" + c_name(command.name)});
    const auto found = commands_.find(command.name);
    if (found == commands_.end()) return;
    faults_.add(command.position, "the command " + quote(command.name) +
                                      " is already what clients call for the accessor " +
                                      quote(found->second->name));
    faults_.note(found->second->position, "the accessor is here");
  }

 private:
  struct Owner {
    std::string name;
    Position position;
  };

  void add_type(const Definition& type) {
    const std::string function = snake_case(type.name);
    claim(type, {type.name, list_name(type.name), function + "_free", function + "_list_free"});
  }

  // One fault for a definition is enough: what clashes once clashes in most of its names.
  void claim(const Definition& definition, std::initializer_list<std::string> names) {
    for (const std::string& name : names) {
      const auto [first, added] =
          owners_.emplace(name, Owner{definition.name, definition.position});
      if (added) continue;
      if (first->second.name == definition.name) return;  // defined twice: said already
      faults_.add(definition.position, quote(definition.name) + " and " +
                                           quote(first->second.name) + " both need the C name " +
                                           quote(name));
      faults_.note(first->second.position, "the other is here");
      return;
    }
  }

  bool add_constant(const std::string& name, const Enumeration& enumeration, const Value& value) {
    const auto [first, added] = owners_.emplace(name, Owner{enumeration.name, value.position});
    if (added || first->second.name == enumeration.name) return true;
    faults_.add(value.position,
                quote(value.name) + " of " + quote(enumeration.name) + " would be " + quote(name) +
                    ", as in " + quote(first->second.name) + ": give one of them another 'prefix'");
    faults_.note(first->second.position, "the other value is here");
    return false;
  }

  Faults& faults_;
  std::map<std::string, Owner> owners_;
  std::map<std::string, const Event*> wire_names_;
  std::map<std::string, const Accessor*> commands_;
};

}  // namespace

void check_identifiers(const Schema& schema, Faults& faults) {
  Identifiers identifiers(faults);
  for (const Enumeration& enumeration : schema.enumerations) identifiers.add(enumeration);
  for (const Structure& structure : schema.structures) identifiers.add(structure);
  for (const Event& event : schema.events) identifiers.add(event);
  for (const Accessor& accessor : schema.accessors) identifiers.add(accessor);
  for (const Command& command : schema.commands) identifiers.add(command);
}

}  // namespace signalbox::schema
