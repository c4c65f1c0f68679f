// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace signalbox {

struct Process;

// The last part of a path.
std::string_view file_name(std::string_view path);

// What an interpreter (python, bash, perl, node, …) runs: the script's absolute path, or
// "-m MODULE". Empty where there is none: another program, inline code, or an interactive shell.
std::string script_of(const Process& process);

// The process only passes bytes or starts others (socat, ssh, sudo, `sh -c`): whoever started it
// is the client.
bool is_relay(const Process& process);

}  // namespace signalbox
