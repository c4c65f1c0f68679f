// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace signalbox {

// The order in which QEMU prints and checks members that were put into a dictionary in the order
// of `names`: the indices of the names, such that status, singlestep, running come out so.
std::vector<std::uint32_t> member_order(const std::vector<std::string_view>& names);

}  // namespace signalbox
