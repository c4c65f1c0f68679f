// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace signalbox::cli {

// The words of a line, as a POSIX shell would part them: '…' is taken as it is, in "…" and outside
// a backslash takes what follows it as it is. Throws BadWord where a quotation does not end.
std::vector<std::string> words_of(std::string_view line);

}  // namespace signalbox::cli
