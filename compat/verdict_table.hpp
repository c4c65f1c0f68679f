// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "compat/table.hpp"
#include "compat/verdict.hpp"

namespace signalbox {

// One row for each item and build concerned, and one for an item without any.
Table table_of(const std::vector<ItemVerdict>& verdicts);

// For people: each item with its verdict, what that rests on, where each build stands, by what
// evidence, and the next step.
std::string text_of(const std::vector<ItemVerdict>& verdicts);

}  // namespace signalbox
