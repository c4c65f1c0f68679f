// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

// The names of all commands in a schema as it travels inside a plugin: `introspection` is a JSON
// list in the form of QEMU's SchemaInfo. An accessor is two commands, NAME-connect and
// NAME-disconnect. Throws std::invalid_argument if it is no such list.
std::vector<std::string> promised_commands(std::string_view introspection);

}  // namespace signalbox
