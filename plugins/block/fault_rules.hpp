// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "block/qmp_types.h"  // generated

// One reason for requests to fail that the system would carry out.
struct FaultRule {
  BlockFaultOperation operation;
  int error;                            // an errno value
  std::uint32_t every = 1;              // strikes each n-th request of its operation
  std::uint32_t counted = 0;            // requests since it last struck
  std::optional<std::uint32_t> left{};  // strikes until the rule goes; absent: it stays
};

// The rules of one device, in the order in which they were added.
class FaultRules {
 public:
  // `rule.every` and `rule.left` are at least 1.
  void add(const FaultRule& rule) { rules_.push_back(rule); }

  // Removes the rules of one operation, or all of them.
  void remove(std::optional<BlockFaultOperation> operation);

  // Counts one request in every rule of its operation. Returns the error of the first rule that
  // strikes, or 0.
  int next_error(BlockFaultOperation operation);

  const std::vector<FaultRule>& rules() const { return rules_; }

 private:
  std::vector<FaultRule> rules_;
};
