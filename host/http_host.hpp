// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

// Returns whether the header `Host` of a request names this computer: localhost, an address of
// loopback, or one of `names`, upper and lower case alike, with or without a port. A page in a
// browser can have its own name lead to loopback, and would read what is served there; its name
// stands in the header.
bool is_for_us(std::string_view host_header, const std::vector<std::string>& names);

}  // namespace signalbox
