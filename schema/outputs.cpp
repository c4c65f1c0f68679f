// SPDX-License-Identifier: Apache-2.0
#include "schema/outputs.hpp"

#include "schema/names.hpp"

namespace signalbox::schema {

std::string Unit::prefix() const {
  return c_name(plugin);
}

std::vector<Output> outputs_of(const Unit& unit) {
  const std::string client = "libqmp_" + unit.prefix();
  return {
      {"qmp_types.h", types_header(unit)},       {"qmp_types.c", types_source(unit)},
      {"qmp_tables.h", tables_header(unit)},     {"qmp_events.h", events_header(unit)},
      {"qmp_events.c", events_source(unit)},     {"qmp_events.hpp", events_cxx_header(unit)},
      {"qmp_commands.h", commands_header(unit)}, {"qmp_register.h", register_header(unit)},
      {"qmp_register.c", register_source(unit)}, {"qmp_listen.h", listen_header(unit)},
      {"qmp_listen.c", listen_source(unit)},     {client + ".h", client_header(unit)},
      {client + ".c", client_source(unit)},      {"qmp_schema.md", reference(unit)},
  };
}

}  // namespace signalbox::schema
