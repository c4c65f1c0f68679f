// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace signalbox {

struct ItemVerdict;

// Verdicts as a CI shows tests: one test for each item. It passes if the item is safe, fails if it
// is in use or unproven, and is an error where nothing can be said; the text is what that rests on.
std::string junit_of(const std::vector<ItemVerdict>& verdicts);

}  // namespace signalbox
