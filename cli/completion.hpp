// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/host_schema.hpp"

namespace signalbox::cli {

// What the last word of `line`, which ends at the cursor, may become: the first word a command, the
// others arguments that are not there yet as "NAME=", or after "NAME=" the values that there are.
// Ordered by name.
std::vector<std::string> completions(std::string_view line,
                                     const std::vector<std::string>& commands,
                                     const HostSchema& schema);

// Returns whether a word may be put on somebody's command line: the names of QMP, and values of
// them, have nothing that a terminal or a shell would act on. A server may say anything.
bool can_be_offered(std::string_view word);

// The last word of a line; empty after a space.
std::string_view last_word(std::string_view line);

}  // namespace signalbox::cli
