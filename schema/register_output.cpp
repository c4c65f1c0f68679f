// SPDX-License-Identifier: Apache-2.0
// qmp_register.h and qmp_register.c: what hands a plugin's accessors and commands to the host.
#include <algorithm>

#include "schema/c_text.hpp"
#include "schema/calls_output.hpp"
#include "schema/introspection.hpp"
#include "schema/names.hpp"
#include "schema/outputs.hpp"
#include "schema/representation.hpp"
#include "schema/tables.hpp"

namespace signalbox::schema {
namespace {

constexpr const char* no_arguments_text =
    R"(static const wire_type no_arguments = {.kind = WIRE_STRUCT, .name = "none"};

)";

constexpr const char* read_text =
    R"(/* Reads `arguments` into the zeroed structure `value`; sets *errp where they do not fit. */
static bool read_arguments(const char *arguments, const wire_type *type, void *value,
                           Error **errp) {
    char *why = NULL;
    const bool read = wire_decode(arguments, strlen(arguments), type, value, &why);
    if (!read) error_set(errp, "GenericError", "%s", why);
    free(why);
    return read;
}

)";

constexpr const char* disconnect_text =
    R"(static void disconnect(const signalbox_context *context, void *connection) {
    (void)context;
    signalbox_tap_disconnect(connection);
}

)";

constexpr const char* answer_text =
    R"(/* Answers with the error or, where `type` is not NULL, with the value. */
static void answer(const signalbox_context *context, signalbox_reply *reply, const wire_type *type,
                   const void *value, Error *error) {
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

std::string config_declaration(const Unit& unit, const Structure& structure) {
  return structure.name + " *" + unit.prefix() +
         "_config(const signalbox_host *host, Error **errp)";
}

std::string config_function(const Unit& unit) {
  const Structure* structure = configuration_of(unit.schema, unit.plugin);
  if (structure == nullptr) return {};
  return expanded(R"(@declaration@ {
    const char *text = host->configuration(host->self);
    @T@ *value = calloc(1, sizeof *value);
    char *why = NULL;
@read@    if (read) return value;
    error_set(errp, "GenericError", "%s", why);
    free(why);
    free(value);
    return NULL;
}

)",
                  {{"declaration", config_declaration(unit, *structure)},
                   {"T", structure->name},
                   {"read", filled("    const bool read = wire_decode_keyval(",
                                   {"text", "strlen(text)", "&" + table_name(unit, structure->name),
                                    "value", "&why"},
                                   ");\n")}});
}

std::string register_function(const Unit& unit) {
  const Schema& schema = unit.schema;
  std::string text =
      "bool " + unit.prefix() + "_register(const signalbox_host *host, Error **errp) {\n";
  const auto add = [&](const std::string& kind, const std::string& name) {
    const std::string test =
        "    if (!host->add_" + kind + "(host->self, &" + kind + "_" + c_name(name) + ", errp))";
    const std::string leave = "return false;";
    const bool fits = test.size() + 1 + leave.size() <= 100;
    text += test + (fits ? " " : "\n        ") + leave + "\n";
  };
  for (const Accessor& accessor : schema.accessors) add("accessor", accessor.name);
  for (const Command& command : schema.commands) add("command", command.name);
  if (schema.accessors.empty() && schema.commands.empty()) {
    text += "    (void)host;\n    (void)errp;\n";
  }
  return text + "    return true;\n}\n\n";
}

std::string schema_constant(const Unit& unit) {
  return expanded(R"(/* clang-format off */
const signalbox_schema @plugin@_schema = {
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
    body += "\n" +
            c_comment("The plugin's part of the configuration, to be freed with " +
                          snake_case(structure->name) +
                          "_free(). NULL with *errp set where it does not fit the schema.\n",
                      0) +
            config_declaration(unit, *structure) + ";\n";
  }
  return c_header(unit.plugin, "qmp_register", unit.file,
                  {"\"" + unit.plugin + "/qmp_types.h\"", "\"signalbox/plugin.h\""}, body);
}

std::string register_source(const Unit& unit) {
  const Schema& schema = unit.schema;
  std::string text = expanded(R"(@first@#include "@plugin@/qmp_register.h"

#include <stdlib.h>
#include <string.h>

#include "@plugin@/qmp_commands.h"
#include "@plugin@/qmp_events.h"
#include "@plugin@/qmp_tables.h"
#include "signalbox/event.h"

)",
                              {{"first", first_lines(unit.file)}, {"plugin", unit.plugin}});
  std::string functions;
  for (const Event& event : schema.events) {
    const bool reached =
        std::ranges::find(schema.accessors, &event, &Accessor::event) != schema.accessors.end();
    if (reached) functions += encode_function(unit, event);
  }
  for (const Accessor& accessor : schema.accessors) functions += accessor_functions(unit, accessor);
  for (const Command& command : schema.commands) functions += command_functions(unit, command);
  if (functions.find("&no_arguments") != std::string::npos) text += no_arguments_text;
  if (!functions.empty()) text += read_text;
  if (!schema.accessors.empty()) text += disconnect_text;
  if (!schema.commands.empty()) text += answer_text;
  text += functions;
  return text + config_function(unit) + register_function(unit) + schema_constant(unit);
}

}  // namespace signalbox::schema
