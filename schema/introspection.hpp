// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "schema/outputs.hpp"

namespace signalbox::schema {

// What query-qmp-schema tells of a schema: a JSON list of QEMU's SchemaInfo, one to a line, as
// QEMU 7.2 prints it. Our types are named "PLUGIN.Type"; built-in ones and "q_empty", the type of
// what has no members, are the same in every plugin.
std::string introspection_of(const Unit& unit);

}  // namespace signalbox::schema
