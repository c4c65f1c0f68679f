// SPDX-License-Identifier: Apache-2.0
// qmp_register.h and qmp_register.c: what hands a plugin's accessors and commands to the host.
#include "schema/c_text.hpp"
#include "schema/introspection.hpp"
#include "schema/names.hpp"
#include "schema/outputs.hpp"
#include "schema/representation.hpp"
#include "schema/tables.hpp"

namespace signalbox::schema {
namespace {

// The table of a call's arguments: one without members still refuses what it is given.
std::string arguments_table(const Unit& unit, const Definition& call,
                            const std::vector<Member>& members) {
  return members.empty() ? "no_arguments" : table_name(unit, arguments_name(call.name));
}

std::string arguments_variable(const Definition& call, const std::vector<Member>& members) {
  return members.empty() ? "char" : "struct " + arguments_name(call.name);
}

std::string call_text(const std::string& head, const std::vector<Member>& members,
                      const char* errp) {
  std::vector<std::string> arguments;
  for (const Member& member : members) {
    for (const std::string& name : c_members(member)) arguments.push_back("in." + name);
  }
  arguments.emplace_back(errp);
  return filled(head, arguments, ");\n");
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

constexpr const char* read_text =
    R"(/* Reads `arguments` into the zeroed structure `value`; sets *errp where they do not fit. */
static bool read_arguments(const char *arguments, const wire_type *type, void *value, Error **errp)
{
    char *why = NULL;
    const bool read = wire_decode(arguments, strlen(arguments), type, value, &why);
    if (!read) error_set(errp, "GenericError", "%s", why);
    free(why);
    return read;
}

)";

constexpr const char* disconnect_text =
    R"(static void disconnect(const signalbox_context *context, void *connection)
{
    (void)context;
    signalbox_tap_disconnect(connection);
}

)";

constexpr const char* answer_text =
    R"(/* Answers with the error or, where `type` is not NULL, with the value. */
static void answer(const signalbox_context *context, signalbox_reply *reply, const wire_type *type,
                   const void *value, Error *error)
{
    const signalbox_host *host = context->host;
    if (error) {
        host->reply_error(host->self, reply, error);
        return;
    }
    char *json = type ? wire_encode(type, value, NULL) : NULL;
    host->reply_return(host->self, reply, json ? json : "{}");
    free(json);
}

)";

std::string accessor_functions(const Unit& unit, const Accessor& accessor) {
  const Event& event = *accessor.event;
  const bool has_data = !event.members.empty();
  const std::string data_table = has_data ? table_name(unit, data_name(event)) : "no_arguments";
  std::string text = expanded(
      R"(static @Event@ *find_@name@(const signalbox_context *context, const char *arguments, Error **errp)
{
    @Arguments@ in = {0};
    if (!read_arguments(arguments, &@table@, &in, errp)) return NULL;
    const signalbox_scope scope = signalbox_scope_enter(context);
@call@    signalbox_scope_leave(scope);
    wire_free(&@table@, &in);
    return found;
}

)",
      {{"Event", event.name},
       {"name", c_name(accessor.name)},
       {"Arguments", arguments_variable(accessor, accessor.members)},
       {"table", arguments_table(unit, accessor, accessor.members)},
       {"call", call_text("    " + event.name + " *found = qmp_" + c_name(accessor.name) + "(",
                          accessor.members, "errp")}});
  const std::string head = "static " + event.name + " *find_" + c_name(accessor.name) + "(";
  text.replace(
      0, text.find('\n'),
      filled(head, {"const signalbox_context *context", "const char *arguments", "Error **errp"},
             ")"));
  text += filled("static void *connect_" + c_name(accessor.name) + "(",
                 {"const signalbox_context *context", "const char *arguments",
                  "const signalbox_receiver *receiver", "Error **errp"},
                 ")\n{\n");
  text += expanded(R"(    @Event@ *event = find_@name@(context, arguments, errp);
    if (!event) return NULL;
@tap@}

)",
                   {{"Event", event.name},
                    {"name", c_name(accessor.name)},
                    {"tap", filled("    return signalbox_tap_connect(",
                                   {"context", "&event->connections", "receiver",
                                    has_data ? "encode_" + snake_case(event.name) : "NULL", "errp"},
                                   ");\n")}});
  text += filled("static bool inject_" + c_name(accessor.name) + "(",
                 {"const signalbox_context *context", "const char *arguments", "const char *data",
                  "Error **errp"},
                 ")\n{\n");
  text += expanded(
      R"(    @Event@ *event = find_@name@(context, arguments, errp);
    @Data@ in = {0};
    if (!event || !read_arguments(data, &@table@, &in, errp)) return false;
@emit@    wire_free(&@table@, &in);
    return true;
}

)",
      {{"Event", event.name},
       {"name", c_name(accessor.name)},
       {"Data", has_data ? "struct " + data_name(event) : "char"},
       {"table", data_table},
       {"emit", filled("    signalbox_event_emit(",
                       {"&event->connections", invoke_name(unit, event), "&in"}, ");\n")}});
  return text + expanded(R"(static const signalbox_accessor accessor_@name@ = {
    .name = "@wire@",
    .event = @event@,
    .flags = @flags@,
    .successor = @successor@,
    .connect = connect_@name@,
    .disconnect = disconnect,
    .inject = inject_@name@,
};

)",
                         {{"name", c_name(accessor.name)},
                          {"wire", accessor.name},
                          {"event", c_string(event.wire_name())},
                          {"flags", flags_of(accessor.attributes, event.attributes)},
                          {"successor", [&]() -> std::string {
                             const std::string& own = accessor.attributes.successor;
                             const std::string& any =
                                 own.empty() ? event.attributes.successor : own;
                             return any.empty() ? "NULL" : c_string(any);
                           }()}});
}

std::string encode_function(const Unit& unit, const Event& event) {
  if (event.members.empty()) return {};
  const std::string call = filled(
      "    wire_encode_append(",
      {"&" + table_name(unit, data_name(event)), "arguments", "buffer", "length", "capacity"},
      ");\n");
  return filled("static void encode_" + snake_case(event.name) + "(",
                {"const void *arguments", "char **buffer", "size_t *length", "size_t *capacity"},
                ")\n{\n") +
         call + "}\n\n";
}

std::string command_functions(const Unit& unit, const Command& command) {
  const bool structure = command.returns && !command.returns->list && command.returns->structure;
  const std::string call = "qmp_" + c_name(command.name) + "(";
  std::string text = filled(
      "static void call_" + c_name(command.name) + "(",
      {"const signalbox_context *context", "const char *arguments", "signalbox_reply *reply"},
      ")\n{\n");
  const std::string table = arguments_table(unit, command, command.members);
  text += "    Error *error = NULL;\n    " + arguments_variable(command, command.members) +
          " in = {0};\n";
  std::string zero = "0";
  if (command.returns) {
    const Type& type = *command.returns;
    if (is_pointer(type)) zero = "NULL";
    if (type.name == "bool" && !type.list) zero = "false";
    if (type.enumeration != nullptr && !type.list) {
      zero = type.enumeration->prefix() + "_" + upper_case(type.enumeration->values.front().name);
    }
    text += "    " + c_type(type) + "result = " + zero + ";\n";
  }
  text += expanded(
      R"(    if (read_arguments(arguments, &@table@, &in, &error)) {
        const signalbox_scope scope = signalbox_scope_enter(context);
@call@        signalbox_scope_leave(scope);
        wire_free(&@table@, &in);
    }
)",
      {{"table", table},
       {"call", call_text("        " + std::string(command.returns ? "result = " : "") + call,
                          command.members, "&error")}});
  const std::string result_table =
      command.returns ? "&" + table_name(unit, *command.returns) : "NULL";
  const std::string value = !command.returns ? "NULL" : structure ? "result" : "&result";
  text += filled("    answer(", {"context", "reply", result_table, value, "error"}, ");\n");
  if (structure) {
    text += "    " + snake_case(command.returns->name) + "_free(result);\n";
  } else if (command.returns && is_pointer(*command.returns)) {
    text += "    wire_free(" + result_table + ", &result);\n";
  }
  return text + expanded(R"(}

static const signalbox_command command_@name@ = {
    .name = "@wire@",
    .flags = @flags@,
    .call = call_@name@,
};

)",
                         {{"name", c_name(command.name)},
                          {"wire", command.name},
                          {"flags", flags_of(command.attributes, {})}});
}

std::string config_declaration(const Unit& unit, const Structure& structure) {
  return structure.name + " *" + unit.prefix() +
         "_config(const signalbox_host *host, Error **errp)";
}

std::string config_function(const Unit& unit) {
  const Structure* structure = configuration_of(unit.schema, unit.plugin);
  if (structure == nullptr) return {};
  return expanded(R"(@declaration@
{
    const char *text = host->configuration(host->self);
    @T@ *value = calloc(1, sizeof *value);
    char *why = NULL;
    if (wire_decode_keyval(text, strlen(text), &@table@, value, &why)) return value;
    error_set(errp, "GenericError", "%s", why);
    free(why);
    free(value);
    return NULL;
}

)",
                  {{"declaration", config_declaration(unit, *structure)},
                   {"T", structure->name},
                   {"table", table_name(unit, structure->name)}});
}

std::string register_function(const Unit& unit) {
  const Schema& schema = unit.schema;
  std::string text =
      "bool " + unit.prefix() + "_register(const signalbox_host *host, Error **errp)\n{\n";
  const auto loop = [&](const char* what, const char* name, const auto& calls) {
    if (calls.empty()) return;
    text += std::string("    static const ") + what + " *const " + name + "s[] = {\n";
    for (const auto& call : calls)
      text += std::string("        &") + name + "_" + c_name(call.name) + ",\n";
    text += "    };\n";
  };
  loop("signalbox_accessor", "accessor", schema.accessors);
  loop("signalbox_command", "command", schema.commands);
  const auto add = [&](const char* name, const auto& calls) {
    if (calls.empty()) return;
    text += expanded(R"(    for (size_t i = 0; i < sizeof @name@s / sizeof *@name@s; ++i) {
        if (!host->add_@name@(host->self, @name@s[i], errp)) return false;
    }
)",
                     {{"name", name}});
  };
  add("accessor", schema.accessors);
  add("command", schema.commands);
  if (schema.accessors.empty() && schema.commands.empty()) {
    text += "    (void)host;\n    (void)errp;\n";
  }
  return text + "    return true;\n}\n\n";
}

std::string schema_constant(const Unit& unit) {
  return expanded(R"(const signalbox_schema @plugin@_schema = {
    .text =@text@,
    .introspection =@introspection@,
};
)",
                  {{"plugin", unit.prefix()},
                   {"text", c_string_lines(unit.schema.text)},
                   {"introspection", c_string_lines(introspection_of(unit))}});
}

}  // namespace

std::string register_header(const Unit& unit) {
  std::string body = expanded(R"(/* For signalbox_plugin.schema. */
extern const signalbox_schema @plugin@_schema;

/* Hands all accessors and commands to the host. false with *errp set if a name is taken.
 * [inside create()] */
bool @plugin@_register(const signalbox_host *host, Error **errp);
)",
                              {{"plugin", unit.prefix()}});
  if (const Structure* structure = configuration_of(unit.schema, unit.plugin)) {
    body += "\n/* The plugin's part of the configuration, to be freed with " +
            snake_case(structure->name) +
            "_free(). NULL with *errp set\n * where it does not fit the schema. */\n" +
            config_declaration(unit, *structure) + ";\n";
  }
  return c_header(unit.plugin, "qmp_register", unit.file,
                  "#include \"" + unit.plugin + "/qmp_types.h\"\n#include \"signalbox/plugin.h\"\n",
                  body);
}

std::string register_source(const Unit& unit) {
  const Schema& schema = unit.schema;
  const bool calls = !schema.accessors.empty() || !schema.commands.empty();
  std::string text = expanded(R"(@first@#include "@plugin@/qmp_register.h"

#include <stdlib.h>
#include <string.h>

#include "@plugin@/qmp_commands.h"
#include "@plugin@/qmp_events.h"
#include "@plugin@/qmp_tables.h"
#include "signalbox/event.h"

)",
                              {{"first", first_lines(unit.file)}, {"plugin", unit.plugin}});
  if (calls)
    text += "static const wire_type no_arguments = {.kind = WIRE_STRUCT, .name = \"none\"};\n\n";
  if (calls) text += read_text;
  if (!schema.accessors.empty()) text += disconnect_text;
  if (!schema.commands.empty()) text += answer_text;
  for (const Event& event : schema.events) {
    for (const Accessor& accessor : schema.accessors) {
      if (accessor.event != &event) continue;
      text += encode_function(unit, event);
      break;
    }
  }
  for (const Accessor& accessor : schema.accessors) text += accessor_functions(unit, accessor);
  for (const Command& command : schema.commands) text += command_functions(unit, command);
  return text + config_function(unit) + register_function(unit) + schema_constant(unit);
}

}  // namespace signalbox::schema
