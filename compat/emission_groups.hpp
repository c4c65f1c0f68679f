// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

#include "compat/emission_record.hpp"

namespace signalbox {

// Emissions that have one root: it, and what was emitted in its slots.
struct EmissionGroup {
  std::uint64_t root = 0;
  std::map<std::uint64_t, EmissionRecord> emissions;  // by number; taps of one are merged
  std::uint64_t first_place = 0;                      // in the stream
  std::uint64_t last_place = 0;
};

// Joins a stream of records by cause. A group is complete when kWindow records have come behind its
// last one, which bounds what is held; an emission and what it causes are made in one go, so that
// they stand close to each other.
class EmissionGroups {
 public:
  static constexpr std::uint64_t kWindow = 16'384;
  using Complete = std::function<void(EmissionGroup& group)>;

  // `complete` gets each group once, in the order of their first records.
  explicit EmissionGroups(Complete complete) : complete_(std::move(complete)) {}

  void add(EmissionRecord record);

  // Nothing more comes.
  void end();

 private:
  using GroupPointer = std::shared_ptr<EmissionGroup>;

  GroupPointer group_of(std::uint64_t number);
  void join(const GroupPointer& from, const GroupPointer& to);
  void close_front();

  const Complete complete_;
  std::uint64_t place_ = 0;
  std::unordered_map<std::uint64_t, GroupPointer> by_number_;
  std::unordered_map<const EmissionGroup*, std::vector<std::uint64_t>> numbers_;
  std::deque<GroupPointer> open_;
};

}  // namespace signalbox
