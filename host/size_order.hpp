// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>

namespace signalbox {

// Ids, sorted by a size in bytes, in steps of 4 KiB: a change within a step costs nothing, and the
// largest is found without a look at the others.
class SizeOrder {
 public:
  // Of `id`: its size in bytes, until now and from now on. 0: it is not there.
  void change(std::uint64_t id, std::size_t before, std::size_t now) {
    if (step_of(before) == step_of(now)) return;
    if (step_of(before) > 0) order_.erase({step_of(before), id});
    if (step_of(now) > 0) order_.insert({step_of(now), id});
  }

  std::optional<std::uint64_t> largest() const {
    if (order_.empty()) return std::nullopt;
    return order_.rbegin()->second;
  }

 private:
  static constexpr std::size_t kStep = 4096;
  static std::size_t step_of(std::size_t size) { return (size + kStep - 1) / kStep; }

  std::set<std::pair<std::size_t, std::uint64_t>> order_;
};

}  // namespace signalbox
