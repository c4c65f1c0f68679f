// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "compat/table.hpp"
#include "compat/verdict.hpp"

namespace signalbox {

// What is different between two ledgers, or between two copies of one: verdicts on items, and the
// clients that stand in the way of them. Empty rows: nothing.
Table changes_between(const std::vector<ItemVerdict>& before,
                      const std::vector<ItemVerdict>& after);

}  // namespace signalbox
