// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "schema/schema.hpp"

namespace signalbox::schema {

// What all generated files of one run have in common.
struct Unit {
  const Schema& schema;
  std::string plugin;  // "block": names the folder, block_register() and hidden symbols
  std::string file;    // "qmp-schema.json": for the first line

  std::string prefix() const;  // `plugin` in C
};

// One generated file.
struct Output {
  std::string name;  // "qmp_types.h"
  std::string text;
};

std::vector<Output> outputs_of(const Unit& unit);

std::string types_header(const Unit& unit);       // qmp_types.h
std::string tables_header(const Unit& unit);      // qmp_tables.h, for generated code alone
std::string types_source(const Unit& unit);       // qmp_types.c
std::string events_header(const Unit& unit);      // qmp_events.h
std::string events_source(const Unit& unit);      // qmp_events.c
std::string commands_header(const Unit& unit);    // qmp_commands.h
std::string register_header(const Unit& unit);    // qmp_register.h
std::string register_source(const Unit& unit);    // qmp_register.c
std::string listen_header(const Unit& unit);      // qmp_listen.h
std::string listen_source(const Unit& unit);      // qmp_listen.c
std::string events_cxx_header(const Unit& unit);  // qmp_events.hpp
std::string client_header(const Unit& unit);      // libqmp_NAME.h
std::string client_source(const Unit& unit);      // libqmp_NAME.c
std::string reference(const Unit& unit);          // qmp_schema.md

}  // namespace signalbox::schema
