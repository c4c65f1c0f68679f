// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

// The names of the members of a request's arguments, at the top. What is no JSON object has none.
std::vector<std::string> members_of(std::string_view arguments);

}  // namespace signalbox
