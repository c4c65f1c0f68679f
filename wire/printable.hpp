// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace signalbox {

// A text of somebody else's as one line that does nothing to a terminal: control characters of
// ASCII and bytes that are not UTF-8 become \xNN; the control characters U+0080 to U+009F, line and
// paragraph separators, and what changes the direction of text (Unicode's Bidi_Control) \uNNNN.
std::string printable(std::string_view text);

// Returns whether it is that already.
bool is_printable(std::string_view text);

}  // namespace signalbox
