// SPDX-License-Identifier: Apache-2.0
#include "schema/print_order.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>

namespace signalbox::schema {
namespace {

std::uint32_t bucket_of(const std::string& name) {
  auto value = static_cast<std::uint32_t>(0x238F13AFU * name.size());
  unsigned shift = 0;
  for (const char c : name) {
    value += static_cast<std::uint32_t>(static_cast<unsigned char>(c)) << (shift % 24);
    shift += 5;
  }
  return (1103515243U * value + 12345U) % 512U;
}

}  // namespace

std::vector<std::size_t> print_order(const std::vector<std::string>& names) {
  std::vector<std::size_t> order(names.size());
  std::iota(order.rbegin(), order.rend(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t index) { return bucket_of(names[index]); });
  return order;
}

}  // namespace signalbox::schema
