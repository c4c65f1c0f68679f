// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace signalbox::cli {

// "; did you mean 'report'?", of the known word that is nearest to `word`; empty: none is near.
std::string did_you_mean(const std::string& word, const std::vector<std::string>& known);

// "'word'", in which nothing acts on a terminal.
std::string in_quotes(const std::string& word);

}  // namespace signalbox::cli
