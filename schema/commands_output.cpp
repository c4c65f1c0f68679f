// SPDX-License-Identifier: Apache-2.0
// qmp_commands.h: the functions that a plugin defines, one for each command.
#include "schema/c_text.hpp"
#include "schema/names.hpp"
#include "schema/outputs.hpp"
#include "schema/representation.hpp"

namespace signalbox::schema {
namespace {

std::string command_declaration(const Command& command) {
  std::vector<std::string> parameters = c_parameters(command.members);
  parameters.emplace_back("Error **errp");
  const std::string returns = command.returns ? c_type(*command.returns) : "void ";
  return c_comment(command.comment, 0) +
         filled(returns + "qmp_" + c_name(command.name) + "(", parameters, ");\n\n");
}

}  // namespace

std::string commands_header(const Unit& unit) {
  std::string body;
  if (!unit.schema.commands.empty()) {
    body =
        R"(/* For the plugin to define. Arguments are lent for the call; an optional one that is absent is NULL
 * or has `has_` false. What is returned is made with malloc() and taken over; a text of a type
 * `any` is JSON. A failure sets *errp. */

)";
  }
  for (const Command& command : unit.schema.commands) body += command_declaration(command);
  if (!body.empty()) body.pop_back();
  return c_header(unit.plugin, "qmp_commands", unit.file,
                  {"\"" + unit.plugin + "/qmp_types.h\"", "\"signalbox/error.h\""}, body);
}

}  // namespace signalbox::schema
