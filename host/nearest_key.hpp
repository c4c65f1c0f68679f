// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

namespace signalbox {

// The one of `known`, which is not empty, that takes the fewest insertions, deletions and
// replacements of single characters to become `word`; the first of equals. Only the first 64 bytes
// of `word` are looked at.
std::string_view nearest_key(std::string_view word, const std::vector<std::string_view>& known);

}  // namespace signalbox
