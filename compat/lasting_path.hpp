// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace signalbox {

// A program's path without what differs from one run or release to the next, so that the program is
// the same client tomorrow. Below a directory for temporary files only the name of the file is
// kept ("/tmp/job-1a2b3c/poll.py" is "/tmp/*/poll.py"); elsewhere versions, serial numbers, hashes
// and UUIDs become "*" ("/opt/agent-2.1.0/bin/agent" is "/opt/agent-*/bin/agent"). Two programs
// that have one such path are one client, which makes a verdict wait longer and never shorter.
std::string lasting_path(std::string_view path);

}  // namespace signalbox
