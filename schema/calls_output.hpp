// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "schema/outputs.hpp"

namespace signalbox::schema {

// The parts of qmp_register.c that belong to one accessor, one event or one command.
std::string encode_function(const Unit& unit, const Event& event);
std::string accessor_functions(const Unit& unit, const Accessor& accessor);
std::string command_functions(const Unit& unit, const Command& command);

}  // namespace signalbox::schema
