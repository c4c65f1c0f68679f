// SPDX-License-Identifier: Apache-2.0
// libqmp_NAME.h and libqmp_NAME.c: typed calls and connections for a client.
#include "schema/c_text.hpp"
#include "schema/names.hpp"
#include "schema/outputs.hpp"
#include "schema/representation.hpp"
#include "schema/tables.hpp"

namespace signalbox::schema {
namespace {

std::string declaration(const std::string& head, const std::vector<Member>& members,
                        const std::vector<std::string>& more, const char* end) {
  std::vector<std::string> parameters = c_parameters(members);
  parameters.insert(parameters.begin(), "QmpSession *sess");
  parameters.insert(parameters.end(), more.begin(), more.end());
  parameters.emplace_back("Error **errp");
  return filled(head + "(", parameters, end);
}

std::string connect_declaration(const Accessor& accessor, const char* end) {
  return declaration("int libqmp_" + c_name(accessor.name) + "_connect", accessor.members,
                     {accessor.event->name + "Func *cb", "void *opaque"}, end);
}

std::string disconnect_declaration(const Accessor& accessor, const char* end) {
  return declaration("void libqmp_" + c_name(accessor.name) + "_disconnect", accessor.members,
                     {"int handle"}, end);
}

std::string command_declaration(const Command& command, const char* end) {
  const std::string returns = command.returns ? c_type(*command.returns) : "void ";
  return declaration(returns + "libqmp_" + c_name(command.name), command.members, {}, end);
}

// The two arguments that hand over what packed() made.
std::vector<std::string> packed_arguments(const Unit& unit, const Definition& call,
                                          const std::vector<Member>& members) {
  if (members.empty()) return {"NULL", "NULL"};
  return {"&" + table_name(unit, arguments_name(call.name)), "&in_"};
}

std::string called(const std::string& head, const Definition& call,
                   const std::vector<std::string>& packed, const std::vector<std::string>& more) {
  std::vector<std::string> all = {"sess", c_string(call.name)};
  all.insert(all.end(), packed.begin(), packed.end());
  all.insert(all.end(), more.begin(), more.end());
  all.emplace_back("errp");
  return filled(head, all, ");\n");
}

std::string accessor_functions(const Unit& unit, const Accessor& accessor) {
  const Event& event = *accessor.event;
  const std::vector<std::string> packing = packed_arguments(unit, accessor, accessor.members);
  const std::string data =
      event.members.empty() ? "NULL" : "&" + table_name(unit, data_name(event));
  return connect_declaration(accessor, ") {\n") + packed(accessor, "in_") +
         called("    return libqmp_connect(", accessor, packing,
                {data, invoke_name(unit, event), "(void (*)(void))cb", "opaque"}) +
         "}\n\n" + disconnect_declaration(accessor, ") {\n") + packed(accessor, "in_") +
         called("    libqmp_disconnect(", accessor, packing, {"handle"}) + "}\n\n";
}

std::string command_function(const Unit& unit, const Command& command) {
  const std::vector<std::string> packing = packed_arguments(unit, command, command.members);
  std::string text = command_declaration(command, ") {\n") + packed(command, "in_");
  if (!command.returns) {
    return text + called("    libqmp_call(", command, packing, {"NULL", "NULL"}) + "}\n\n";
  }
  text += "    " + c_type(*command.returns) + "result_ = " + c_zero(*command.returns) + ";\n";
  text += called("    libqmp_call(", command, packing,
                 {"&" + table_name(unit, *command.returns), "&result_"});
  return text + "    return result_;\n}\n\n";
}

}  // namespace

std::string client_header(const Unit& unit) {
  const Schema& schema = unit.schema;
  std::string body;
  if (!schema.accessors.empty() || !schema.commands.empty()) {
    body =
        R"(/* See client/libqmp.h for sessions, threads and errors. A connect returns a positive handle, or 0
 * with *errp set. What a command returns is the caller's; on failure it is zero and *errp is set.
 * An optional argument to be left out is NULL, or has `has_` false. */

)";
  }
  for (const Accessor& accessor : schema.accessors) {
    body += c_comment(accessor.comment, 0) + connect_declaration(accessor, ");\n") +
            disconnect_declaration(accessor, ");\n\n");
  }
  for (const Command& command : schema.commands) {
    body += c_comment(command.comment, 0) + command_declaration(command, ");\n\n");
  }
  if (!body.empty()) body.pop_back();
  return c_header("libqmp", unit.prefix(), unit.file,
                  {"\"" + unit.plugin + "/qmp_types.h\"", "\"client/libqmp.h\""}, body);
}

std::string client_source(const Unit& unit) {
  std::string text = expanded(
      R"(@first@#include "@plugin@/libqmp_@file@.h"

#include <stddef.h>

#include "@plugin@/qmp_tables.h"

)",
      {{"first", first_lines(unit.file)}, {"plugin", unit.plugin}, {"file", unit.prefix()}});
  for (const Accessor& accessor : unit.schema.accessors) {
    text += accessor_functions(unit, accessor);
  }
  for (const Command& command : unit.schema.commands) text += command_function(unit, command);
  text.pop_back();
  return text;
}

}  // namespace signalbox::schema
