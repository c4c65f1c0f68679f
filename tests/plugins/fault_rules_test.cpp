// SPDX-License-Identifier: Apache-2.0
#include "plugins/block/fault_rules.hpp"

#include <cerrno>

namespace {

// The errors of the next `count` requests.
std::vector<int> errors(FaultRules& rules, BlockFaultOperation operation, int count) {
  std::vector<int> result;
  while (count-- > 0) result.push_back(rules.next_error(operation));
  return result;
}

TEST(FaultRules, StrikeEveryRequestOfTheirOperation) {
  FaultRules rules;
  rules.add({.operation = BFO_WRITE, .error = EIO});

  EXPECT_EQ(errors(rules, BFO_READ, 2), (std::vector{0, 0}));
  EXPECT_EQ(errors(rules, BFO_FLUSH, 2), (std::vector{0, 0}));
  EXPECT_EQ(errors(rules, BFO_WRITE, 3), (std::vector{EIO, EIO, EIO}));
}

TEST(FaultRules, StrikeEachNthRequest) {
  FaultRules rules;
  rules.add({.operation = BFO_READ, .error = EIO, .every = 3});

  EXPECT_EQ(errors(rules, BFO_READ, 7), (std::vector{0, 0, EIO, 0, 0, EIO, 0}));
}

TEST(FaultRules, GoWhenTheyHaveStruckTheirTimes) {
  FaultRules rules;
  rules.add({.operation = BFO_READ, .error = EIO, .every = 2, .left = 2});

  EXPECT_EQ(errors(rules, BFO_READ, 6), (std::vector{0, EIO, 0, EIO, 0, 0}));
  EXPECT_TRUE(rules.rules().empty());
}

TEST(FaultRules, TheFirstThatStrikesNamesTheError) {
  FaultRules rules;
  rules.add({.operation = BFO_READ, .error = EIO, .every = 2});
  rules.add({.operation = BFO_READ, .error = ENOSPC});

  EXPECT_EQ(errors(rules, BFO_READ, 4), (std::vector{ENOSPC, EIO, ENOSPC, EIO}));
}

TEST(FaultRules, AreRemovedByOperationOrAltogether) {
  FaultRules rules;
  rules.add({.operation = BFO_READ, .error = EIO});
  rules.add({.operation = BFO_WRITE, .error = EIO});
  rules.add({.operation = BFO_FLUSH, .error = EIO});

  rules.remove(BFO_READ);
  EXPECT_EQ(rules.next_error(BFO_READ), 0);
  EXPECT_EQ(rules.next_error(BFO_WRITE), EIO);

  rules.remove(std::nullopt);
  EXPECT_TRUE(rules.rules().empty());
}

}  // namespace
