// SPDX-License-Identifier: Apache-2.0
#include "wire/member_order.hpp"

#include "wire/member_hash.h"

namespace signalbox {

std::vector<std::uint32_t> member_order(const std::vector<std::string_view>& names) {
  std::vector<std::uint16_t> buckets;
  buckets.reserve(names.size());
  for (const std::string_view name : names) {
    buckets.push_back(static_cast<std::uint16_t>(wire_member_bucket(name.data(), name.size())));
  }
  std::vector<std::uint32_t> order(names.size());
  wire_member_order(buckets.data(), static_cast<std::uint32_t>(names.size()), order.data());
  return order;
}

}  // namespace signalbox
