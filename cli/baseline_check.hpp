// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "compat/verdict.hpp"

namespace signalbox::cli {

// Compares the clients that stand in the way with a baseline file, of which only what is about the
// items of `verdicts` counts; tells of each difference on `out`. Returns an exit code: 13 for new
// clients, else 14 for vanished ones, else 0. Throws std::runtime_error.
int check_baseline(const std::string& file, const std::vector<ItemVerdict>& verdicts,
                   std::ostream& out);

}  // namespace signalbox::cli
