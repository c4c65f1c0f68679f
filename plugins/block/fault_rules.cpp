// SPDX-License-Identifier: Apache-2.0
#include "plugins/block/fault_rules.hpp"

namespace {

// Whether `rule` strikes the request that is counted here.
bool strikes(FaultRule& rule) {
  if (++rule.counted < rule.every) return false;
  rule.counted = 0;
  return true;
}

}  // namespace

void FaultRules::remove(std::optional<BlockFaultOperation> operation) {
  std::erase_if(rules_,
                [&](const FaultRule& rule) { return !operation || rule.operation == *operation; });
}

int FaultRules::next_error(BlockFaultOperation operation) {
  int error = 0;
  for (FaultRule& rule : rules_) {
    if (rule.operation != operation || !strikes(rule)) continue;
    if (error == 0) error = rule.error;
    if (rule.left) --*rule.left;
  }
  std::erase_if(rules_, [](const FaultRule& rule) { return rule.left == 0U; });
  return error;
}
