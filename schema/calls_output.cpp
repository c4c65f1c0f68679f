// SPDX-License-Identifier: Apache-2.0
#include "schema/calls_output.hpp"

#include "schema/c_text.hpp"
#include "schema/names.hpp"
#include "schema/representation.hpp"
#include "schema/tables.hpp"

namespace signalbox::schema {
namespace {

// The table of a call's arguments: one without members still refuses what it is given.
std::string arguments_table(const Unit& unit, const Definition& call,
                            const std::vector<Member>& members) {
  return members.empty() ? "no_arguments" : table_name(unit, arguments_name(call.name));
}

std::string arguments_type(const Definition& call, const std::vector<Member>& members) {
  return members.empty() ? "char" : "struct " + arguments_name(call.name);
}

std::string data_table(const Unit& unit, const Event& event) {
  return event.members.empty() ? "no_arguments" : table_name(unit, data_name(event));
}

std::string data_type(const Event& event) {
  return event.members.empty() ? "char" : "struct " + data_name(event);
}

std::string author_call(const std::string& head, const std::vector<Member>& members,
                        const char* errp) {
  std::vector<std::string> arguments;
  for (const Member& member : members) {
    for (const std::string& name : c_members(member)) arguments.push_back("in." + name);
  }
  arguments.emplace_back(errp);
  return filled(head, arguments, ");\n");
}

std::string read_call(const char* text, const std::string& table, const char* errp) {
  return filled("    const bool read = read_arguments(", {text, "&" + table, "&in", errp}, ");\n");
}

std::string flags_of(const Attributes& own, const Attributes& event) {
  std::string flags;
  const auto add = [&](bool set, const char* name) {
    if (set) flags += (flags.empty() ? "" : " | ") + std::string(name);
  };
  add(own.oob, "SIGNALBOX_OOB");
  add(own.blocks, "SIGNALBOX_BLOCKS");
  add(!own.deprecated.empty() || !event.deprecated.empty(), "SIGNALBOX_DEPRECATED");
  add(!event.legacy.empty(), "SIGNALBOX_LEGACY");
  add(event.state, "SIGNALBOX_STATE");
  return flags.empty() ? "0" : flags;
}

std::string successor_of(const Accessor& accessor) {
  const std::string& own = accessor.attributes.successor;
  const std::string& successor = own.empty() ? accessor.event->attributes.successor : own;
  return successor.empty() ? "NULL" : c_string(successor);
}

std::string find_function(const Unit& unit, const Accessor& accessor) {
  const std::string table = arguments_table(unit, accessor, accessor.members);
  const std::string name = c_name(accessor.name);
  const std::string& event = accessor.event->name;
  return filled("static " + event + " *find_" + name + "(",
                {"const signalbox_context *context", "const char *arguments", "Error **errp"},
                ") {\n") +
         expanded(R"(    @Arguments@ in = {0};
@read@    if (!read) return NULL;
    const signalbox_scope scope = signalbox_scope_enter(context);
@call@    signalbox_scope_leave(scope);
    wire_free(&@table@, &in);
    return event;
}

)",
                  {{"Arguments", arguments_type(accessor, accessor.members)},
                   {"read", read_call("arguments", table, "errp")},
                   {"table", table},
                   {"call", author_call("    " + event + " *event = qmp_" + name + "(",
                                        accessor.members, "errp")}});
}

std::string connect_function(const Accessor& accessor) {
  const Event& event = *accessor.event;
  const std::string encode = event.members.empty() ? "NULL" : "encode_" + snake_case(event.name);
  return filled("static void *connect_" + c_name(accessor.name) + "(",
                {"const signalbox_context *context", "const char *arguments",
                 "const signalbox_receiver *receiver", "Error **errp"},
                ") {\n") +
         expanded(R"(    @Event@ *event = find_@name@(context, arguments, errp);
    if (!event) return NULL;
@tap@}

)",
                  {{"Event", event.name},
                   {"name", c_name(accessor.name)},
                   {"tap", filled("    return signalbox_tap_connect(",
                                  {"context", "&event->connections", "receiver", encode, "errp"},
                                  ");\n")}});
}

std::string inject_function(const Unit& unit, const Accessor& accessor) {
  const Event& event = *accessor.event;
  const std::string table = data_table(unit, event);
  return filled("static bool inject_" + c_name(accessor.name) + "(",
                {"const signalbox_context *context", "const char *arguments", "const char *data",
                 "Error **errp"},
                ") {\n") +
         expanded(
             R"(    @Event@ *event = find_@name@(context, arguments, errp);
    if (!event) return false;
    @Data@ in = {0};
@read@    if (!read) return false;
@emit@    wire_free(&@table@, &in);
    return true;
}

)",
             {{"Event", event.name},
              {"name", c_name(accessor.name)},
              {"Data", data_type(event)},
              {"read", read_call("data", table, "errp")},
              {"table", table},
              {"emit", filled("    signalbox_event_emit(",
                              {"&event->connections", invoke_name(unit, event), "&in"}, ");\n")}});
}

// What becomes of the result of a command once it has been answered.
std::string free_call(const Unit& unit, const Type& type) {
  if (!is_pointer(type)) return {};
  if (!type.list && type.structure != nullptr) {
    return "    " + snake_case(type.name) + "_free(result);\n";
  }
  return "    wire_free(&" + table_name(unit, type) + ", &result);\n";
}

}  // namespace

std::string encode_function(const Unit& unit, const Event& event) {
  if (event.members.empty()) return {};
  return filled("static void encode_" + snake_case(event.name) + "(",
                {"const void *arguments", "char **buffer", "size_t *length", "size_t *capacity"},
                ") {\n") +
         filled("    wire_encode_append(",
                {"&" + table_name(unit, data_name(event)), "arguments", "buffer", "length",
                 "capacity"},
                ");\n}\n\n");
}

std::string accessor_functions(const Unit& unit, const Accessor& accessor) {
  return find_function(unit, accessor) + connect_function(accessor) +
         inject_function(unit, accessor) +
         expanded(R"(static const signalbox_accessor accessor_@c@ = {
    .name = "@name@",
    .event = "@wire@",
    .flags = @flags@,
    .successor = @successor@,
    .connect = connect_@c@,
    .disconnect = disconnect,
    .inject = inject_@c@,
};

)",
                  {{"c", c_name(accessor.name)},
                   {"name", accessor.name},
                   {"wire", accessor.event->wire_name()},
                   {"flags", flags_of(accessor.attributes, accessor.event->attributes)},
                   {"successor", successor_of(accessor)}});
}

std::string command_functions(const Unit& unit, const Command& command) {
  const std::string name = c_name(command.name);
  const std::string table = arguments_table(unit, command, command.members);
  const std::string call = std::string(command.returns ? "result = " : "") + "qmp_" + name + "(";
  std::string result;
  std::string result_table = "NULL";
  std::string value = "NULL";
  std::string free;
  if (command.returns) {
    const Type& type = *command.returns;
    result = "    " + c_type(type) + "result = " + c_zero(type) + ";\n";
    result_table = "&" + table_name(unit, type);
    value = !type.list && type.structure != nullptr ? "result" : "&result";
    free = free_call(unit, type);
  }
  return filled("static void call_" + name + "(",
                {"const signalbox_context *context", "const char *arguments",
                 "signalbox_reply *reply"},
                ") {\n") +
         expanded(R"(    Error *error = NULL;
    @Arguments@ in = {0};
@result@@read@    if (read) {
        const signalbox_scope scope = signalbox_scope_enter(context);
@call@        signalbox_scope_leave(scope);
        wire_free(&@table@, &in);
    }
@answer@@free@}

static const signalbox_command command_@c@ = {
    .name = "@name@",
    .flags = @flags@,
    .call = call_@c@,
};

)",
                  {{"Arguments", arguments_type(command, command.members)},
                   {"result", result},
                   {"read", read_call("arguments", table, "&error")},
                   {"call", author_call("        " + call, command.members, "&error")},
                   {"table", table},
                   {"answer", filled("    answer(",
                                     {"context", "reply", result_table, value, "error"}, ");\n")},
                   {"free", free},
                   {"c", name},
                   {"name", command.name},
                   {"flags", flags_of(command.attributes, {})}});
}

}  // namespace signalbox::schema
