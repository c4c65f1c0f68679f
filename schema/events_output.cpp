// SPDX-License-Identifier: Apache-2.0
// qmp_events.h and qmp_events.c: events as their owner uses them.
#include "schema/c_text.hpp"
#include "schema/names.hpp"
#include "schema/outputs.hpp"
#include "schema/representation.hpp"
#include "schema/tables.hpp"

namespace signalbox::schema {
namespace {

std::string declaration(const Event& event, const char* verb, std::vector<std::string> more,
                        const std::string& end) {
  more.insert(more.begin(), event.name + " *event");
  const bool handle = std::string_view(verb) == "connect";
  return filled(std::string(handle ? "int " : "void ") + snake_case(event.name) + "_" + verb + "(",
                more, end);
}

std::string close_declaration(const Event& event, const char* end) {
  return declaration(event, "close", {}, end);
}

std::string connect_declaration(const Event& event, const char* end) {
  return declaration(event, "connect", {event.name + "Func *cb", "void *opaque"}, end);
}

std::string signal_declaration(const Event& event, const char* end) {
  return declaration(event, "signal", c_parameters(event.members), end);
}

std::string disconnect_declaration(const Event& event, const char* end) {
  return declaration(event, "disconnect", {"int handle"}, end);
}

std::string event_declarations(const Event& event) {
  return expanded(R"(@comment@typedef struct @T@ {
    struct signalbox_event *connections; /* private; all zero: none */
} @T@;
@close@
@connect@
@signal@
@disconnect@

)",
                  {{"comment", c_comment(event.comment, 0)},
                   {"T", event.name},
                   {"close", close_declaration(event, ");")},
                   {"connect", connect_declaration(event, ");")},
                   {"signal", signal_declaration(event, ");")},
                   {"disconnect", disconnect_declaration(event, ");")}});
}

std::string accessor_declaration(const Accessor& accessor) {
  std::vector<std::string> parameters = c_parameters(accessor.members);
  parameters.emplace_back("Error **errp");
  return c_comment(accessor.comment, 0) +
         filled(accessor.event->name + " *qmp_" + c_name(accessor.name) + "(", parameters, ");\n");
}

std::string signal_body(const Unit& unit, const Event& event) {
  if (event.members.empty()) {
    return filled("    signalbox_event_emit(",
                  {"&event->connections", invoke_name(unit, event), "NULL"}, ");\n");
  }
  return packed(event, "in_") + filled("    signalbox_event_emit(",
                                       {"&event->connections", invoke_name(unit, event), "&in_"},
                                       ");\n");
}

std::string event_functions(const Unit& unit, const Event& event) {
  return expanded(R"(@close@
    signalbox_event_close(&event->connections, "device-removed");
}

@connect@
    return signalbox_event_connect(&event->connections, (signalbox_slot *)cb, opaque);
}

@signal@
@body@}

@disconnect@
    signalbox_event_disconnect(&event->connections, handle);
}

)",
                  {{"close", close_declaration(event, ") {")},
                   {"connect", connect_declaration(event, ") {")},
                   {"signal", signal_declaration(event, ") {")},
                   {"body", signal_body(unit, event)},
                   {"disconnect", disconnect_declaration(event, ") {")}});
}

}  // namespace

std::string events_header(const Unit& unit) {
  std::string body;
  if (!unit.schema.events.empty()) {
    body +=
        R"(/* For each event FOO: foo_close() ends its connections, before the memory goes; foo_connect()
 * returns a positive handle for foo_disconnect(); foo_signal() calls every slot. [any thread] */
struct signalbox_event;

)";
  }
  for (const Event& event : unit.schema.events) body += event_declarations(event);
  if (!unit.schema.accessors.empty()) {
    body +=
        R"(/* The accessors, for the plugin to define: each returns the signal that its arguments name, or
 * NULL with *errp set. [machine thread] */

)";
  }
  for (const Accessor& accessor : unit.schema.accessors) {
    body += accessor_declaration(accessor) + '\n';
  }
  if (!body.empty()) body.pop_back();
  return c_header(unit.plugin, "qmp_events", unit.file,
                  {"\"" + unit.plugin + "/qmp_types.h\"", "\"signalbox/error.h\""}, body);
}

std::string events_source(const Unit& unit) {
  std::string text = first_lines(unit.file) + "#include \"" + unit.plugin +
                     "/qmp_events.h\"\n\n#include <stddef.h>\n\n#include \"" + unit.plugin +
                     "/qmp_tables.h\"\n#include \"signalbox/event.h\"\n\n";
  for (const Event& event : unit.schema.events) text += event_functions(unit, event);
  text.pop_back();
  return text;
}

}  // namespace signalbox::schema
