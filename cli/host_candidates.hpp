// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/candidates.hpp"

namespace signalbox::cli {

// What the word `begun` of a subcommand may become that a host knows: commands of `call`, signals
// of `watch`, and their arguments. `given` are the words in front of it; the first is the socket of
// the host, or the usual one is asked.
// Throws what HostConnection does.
std::vector<Candidate> host_candidates(const std::string& subcommand,
                                       const std::vector<std::string>& given,
                                       const std::string& begun);

}  // namespace signalbox::cli
