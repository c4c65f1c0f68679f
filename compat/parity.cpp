// SPDX-License-Identifier: Apache-2.0
#include "compat/parity.hpp"

namespace signalbox {

namespace {

constexpr std::array<std::string_view, kParities> kNames = {
    "match",         "missing-new", "missing-old",        "duplicate", "payload-differs",
    "order-differs", "late",        "filtered-by-design", "muted"};

}  // namespace

std::string_view name_of(Parity parity) {
  return kNames.at(static_cast<std::size_t>(parity));
}

bool is_difference(Parity parity) {
  return parity != Parity::match && parity != Parity::filtered_by_design && parity != Parity::muted;
}

std::uint64_t EmissionParity::count(Parity parity) const {
  std::uint64_t sum = 0;
  for (const auto& [event, counts] : by_event) sum += counts.at(static_cast<std::size_t>(parity));
  return sum;
}

std::uint64_t EmissionParity::differences() const {
  std::uint64_t sum = 0;
  for (std::size_t each = 0; each < kParities; ++each) {
    if (is_difference(static_cast<Parity>(each))) sum += count(static_cast<Parity>(each));
  }
  return sum;
}

}  // namespace signalbox
