// SPDX-License-Identifier: Apache-2.0
#include "host/machine_name.hpp"

#include <cstddef>

#include "wire/printable.hpp"

namespace signalbox {

namespace {

constexpr std::size_t kMostBytes = 128;

}  // namespace

bool may_be_machine_name(std::string_view name) {
  return !name.empty() && name.size() <= kMostBytes && is_printable(name);
}

}  // namespace signalbox
