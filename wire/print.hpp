// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace signalbox {

// A JSON value in QEMU's dialect as QEMU prints it: one line, ASCII, members in its dictionary's
// order, 64-bit integers as they are, other numbers with 17 digits; a number too great for a
// double prints as inf, which is no JSON. Throws std::invalid_argument if the text is no value.
std::string reprint(std::string_view text);

// A text as a JSON string with QEMU's escapes; one \uFFFD for each sequence that is not UTF-8.
std::string quote(std::string_view text);

}  // namespace signalbox
