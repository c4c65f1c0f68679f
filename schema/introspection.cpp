// SPDX-License-Identifier: Apache-2.0
#include "schema/introspection.hpp"

#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "schema/tables.hpp"
#include "wire/member_order.hpp"

namespace signalbox::schema {
namespace {

// Members of one object with their values as JSON text.
using Object = std::vector<std::pair<std::string, std::string>>;

std::string text(std::string_view value) {
  return '"' + std::string(value) + '"';
}

std::string list(const std::vector<std::string>& items) {
  std::string result;
  for (const std::string& item : items) result += (result.empty() ? "" : ", ") + item;
  return "[" + result + "]";
}

std::string object(const Object& members) {
  std::vector<std::string_view> names;
  for (const auto& [name, value] : members) names.push_back(name);
  std::string result;
  for (const std::uint32_t index : member_order(names)) {
    result +=
        (result.empty() ? "" : ", ") + text(members[index].first) + ": " + members[index].second;
  }
  return "{" + result + "}";
}

// QEMU folds integers of all sizes into "int".
std::string folded(const std::string& built_in) {
  const bool keeps_name =
      built_in == "str" || built_in == "bool" || built_in == "number" || built_in == "any";
  return keeps_name ? built_in : "int";
}

class Introspection {
 public:
  explicit Introspection(const Unit& unit) : unit_(unit) {}

  std::string run() {
    const Schema& schema = unit_.schema;
    for (const Command& command : schema.commands) add(command);
    for (const Accessor& accessor : schema.accessors) add(accessor);
    for (const Event& event : schema.events) add(event);
    for (const Structure& structure : schema.structures) {
      add_object(own(structure.name), structure.members, &structure.attributes);
    }
    for (const Enumeration& enumeration : schema.enumerations) add(enumeration);
    return "[" + entries_ + "]";
  }

 private:
  std::string own(const std::string& name) const { return unit_.plugin + "." + name; }

  void add_entry(Object members, const Attributes* attributes = nullptr) {
    if (attributes != nullptr && !attributes->deprecated.empty()) {
      members.emplace_back("features", R"(["deprecated"])");
    }
    entries_ += (entries_.empty() ? "" : ",\n ") + object(members);
  }

  // Adds what has one entry however often it is used.
  std::string add_once(const std::string& name, const Object& members) {
    if (seen_.insert(name).second) add_entry(members);
    return name;
  }

  std::string type(const Type& type) {
    const bool ours = type.structure != nullptr || type.enumeration != nullptr;
    const std::string name = ours ? own(type.name) : built_in(folded(type.name));
    if (!type.list) return name;
    return add_once("[" + name + "]", {{"name", text("[" + name + "]")},
                                       {"element-type", text(name)},
                                       {"meta-type", text("array")}});
  }

  std::string built_in(const std::string& name) {
    const std::string json = name == "str"    ? "string"
                             : name == "bool" ? "boolean"
                             : name == "any"  ? "value"
                                              : name;
    return add_once(
        name, {{"name", text(name)}, {"json-type", text(json)}, {"meta-type", text("builtin")}});
  }

  std::string empty() {
    return add_once("q_empty",
                    {{"name", text("q_empty")}, {"members", "[]"}, {"meta-type", text("object")}});
  }

  // The type of what a call takes or an event carries.
  std::string arguments(const std::string& owner, const std::vector<Member>& members) {
    if (members.empty()) return empty();
    const std::string name = own("q_obj_" + owner + "-arg");
    add_object(name, members, nullptr);
    return name;
  }

  void add_object(const std::string& name, const std::vector<Member>& members,
                  const Attributes* attributes) {
    std::vector<std::string> items;
    for (const Member& member : members) {
      Object item{{"name", text(member.name)}, {"type", text(type(member.type))}};
      if (member.optional) item.emplace_back("default", "null");
      items.push_back(object(item));
    }
    add_entry({{"name", text(name)}, {"members", list(items)}, {"meta-type", text("object")}},
              attributes);
  }

  void add_command(const std::string& name, const std::string& arg_type,
                   const std::string& ret_type, const Attributes& attributes) {
    Object members{{"name", text(name)},
                   {"ret-type", text(ret_type)},
                   {"meta-type", text("command")},
                   {"arg-type", text(arg_type)}};
    if (attributes.oob) members.emplace_back("allow-oob", "true");
    add_entry(std::move(members), &attributes);
  }

  void add(const Command& command) {
    const std::string taken = arguments(command.name, command.members);
    const std::string returned = command.returns ? type(*command.returns) : empty();
    add_command(command.name, taken, returned, command.attributes);
  }

  void add(const Accessor& accessor) {
    const std::string connect = accessor.name + "-connect";
    const std::string taken = arguments(connect, accessor.members);
    add_command(connect, taken, built_in("str"), accessor.attributes);
    const std::string disconnect = accessor.name + "-disconnect";
    std::vector<Member> members = accessor.members;
    members.push_back({.name = "tag", .position = {}, .comment = {}, .type = {.name = "str"}});
    const std::string taken_back = arguments(disconnect, members);
    add_command(disconnect, taken_back, empty(), accessor.attributes);
  }

  void add(const Event& event) {
    add_entry({{"name", text(event.wire_name())},
               {"meta-type", text("event")},
               {"arg-type", text(arguments(event.wire_name(), event.members))}},
              &event.attributes);
  }

  void add(const Enumeration& enumeration) {
    std::vector<std::string> members;
    std::vector<std::string> values;
    for (const Value& value : enumeration.values) {
      members.push_back(object({{"name", text(value.name)}}));
      values.push_back(text(value.name));
    }
    add_entry({{"name", text(own(enumeration.name))},
               {"members", list(members)},
               {"meta-type", text("enum")},
               {"values", list(values)}},
              &enumeration.attributes);
  }

  const Unit& unit_;
  std::string entries_;
  std::set<std::string> seen_;
};

}  // namespace

std::string introspection_of(const Unit& unit) {
  return Introspection(unit).run();
}

}  // namespace signalbox::schema
