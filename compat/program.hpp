// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace signalbox {

struct Process;

// The last part of a path.
std::string_view file_name(std::string_view path);

// The script of an interpreter (python, bash, perl, node, java, …): the absolute path of the file
// or the jar, or "-m MODULE". Empty where there is none: another program, inline code, a class of
// java, or an interactive shell.
std::string script_of(const Process& process);

// Whether the process runs what others have written: without script_of(), nobody knows what.
bool is_interpreter(const Process& process);

// Whether the process serves any number of clients of its own: another signalboxd.
bool is_host(const Process& process);

// The process only passes bytes or starts others (socat, ssh, sudo, `sh -c`): whoever started it
// is the client.
bool is_relay(const Process& process);

}  // namespace signalbox
