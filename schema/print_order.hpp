// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace signalbox::schema {

// The order in which QEMU prints the members of an object, as indices into `names`: that of its
// dictionary, see wire/member_order.hpp.
std::vector<std::size_t> print_order(const std::vector<std::string>& names);

}  // namespace signalbox::schema
