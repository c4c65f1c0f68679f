// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace signalbox {

// A text as it stands in XML and HTML, attributes too: characters that XML cannot have, and what is
// not UTF-8, become U+FFFD.
std::string marked_up(std::string_view text);

}  // namespace signalbox
