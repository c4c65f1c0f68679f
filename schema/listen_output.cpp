// SPDX-License-Identifier: Apache-2.0
// qmp_listen.h and qmp_listen.c: how another plugin of the machine hears a signal.
#include <set>

#include "schema/c_text.hpp"
#include "schema/names.hpp"
#include "schema/outputs.hpp"
#include "schema/representation.hpp"
#include "schema/tables.hpp"

namespace signalbox::schema {
namespace {

std::string listen_declaration(const Accessor& accessor, const char* end) {
  std::vector<std::string> parameters = c_parameters(accessor.members);
  parameters.insert(parameters.begin(), "const signalbox_host *host");
  parameters.push_back(accessor.event->name + "Func *cb");
  parameters.emplace_back("void *opaque");
  return filled("signalbox_listening *" + c_name(accessor.name) + "_listen(", parameters, end);
}

std::string data_functions(const Unit& unit, const Event& event) {
  const std::string name = snake_case(event.name);
  return filled("static bool decode_" + name + "(",
                {"const char *json", "size_t length", "void *data"}, ") {\n") +
         "    char *why = NULL;\n" +
         filled("    const bool decoded = wire_decode(",
                {"json", "length", "&" + table_name(unit, data_name(event)), "data", "&why"},
                ");\n") +
         expanded(R"(    free(why);
    return decoded;
}

static void release_@name@(void *data) {
    wire_free(&@table@, data);
}

)",
                  {{"name", name}, {"table", table_name(unit, data_name(event))}});
}

std::string listen_function(const Unit& unit, const Accessor& accessor) {
  const Event& event = *accessor.event;
  const std::string name = snake_case(event.name);
  const bool data = !event.members.empty();
  const bool arguments = !accessor.members.empty();
  const auto listen = [&](const std::string& head) {
    return filled(
        head + "signalbox_listen(",
        {"host", c_string(accessor.name), arguments ? "text_" : "\"{}\"",
         data ? "decode_" + name : "NULL", data ? "sizeof(struct " + data_name(event) + ")" : "0",
         data ? "release_" + name : "NULL", invoke_name(unit, event), "(signalbox_slot *)cb",
         "opaque"},
        ");\n");
  };
  const std::string head = listen_declaration(accessor, ") {\n");
  if (!arguments) return head + listen("    return ") + "}\n\n";
  return head + packed(accessor, "in_") +
         filled("    char *text_ = wire_encode(",
                {"&" + table_name(unit, arguments_name(accessor.name)), "&in_", "NULL"}, ");\n") +
         listen("    signalbox_listening *listening_ = ") +
         "    free(text_);\n    return listening_;\n}\n\n";
}

}  // namespace

std::string listen_header(const Unit& unit) {
  std::string body;
  if (!unit.schema.accessors.empty()) {
    body =
        R"(/* Each calls `cb` with every emission of a signal of this plugin, from now on or from when it
 * appears, until host->unlisten(). For other plugins of the machine. [machine thread] */

)";
  }
  for (const Accessor& accessor : unit.schema.accessors) {
    body += c_comment(accessor.comment, 0) + listen_declaration(accessor, ");\n\n");
  }
  if (!body.empty()) body.pop_back();
  return c_header(unit.plugin, "qmp_listen", unit.file,
                  {"\"" + unit.plugin + "/qmp_types.h\"", "\"signalbox/plugin.h\""}, body);
}

std::string listen_source(const Unit& unit) {
  std::string text = expanded(R"(@first@#include "@plugin@/qmp_listen.h"

#include <stdlib.h>

#include "@plugin@/qmp_tables.h"
#include "signalbox/event.h"

)",
                              {{"first", first_lines(unit.file)}, {"plugin", unit.plugin}});
  std::set<const Event*> seen;
  for (const Accessor& accessor : unit.schema.accessors) {
    const bool first = seen.insert(accessor.event).second;
    if (first && !accessor.event->members.empty()) text += data_functions(unit, *accessor.event);
  }
  for (const Accessor& accessor : unit.schema.accessors) text += listen_function(unit, accessor);
  text.pop_back();
  return text;
}

}  // namespace signalbox::schema
