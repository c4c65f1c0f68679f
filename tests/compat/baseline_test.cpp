// SPDX-License-Identifier: Apache-2.0
#include "compat/baseline.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

namespace signalbox {
namespace {

Pair pair(const std::string& client, char digit) {
  return {"STOP", "default-connection", client, std::string(64, digit)};
}

TEST(Baseline, ReadsWhatItWrites) {
  const std::set<Pair> pairs = {pair("backup agent", 'a'), pair("poll.py", 'b')};

  EXPECT_EQ(read_baseline(baseline_text(pairs)), pairs);
}

TEST(Baseline, ComparesByFingerprintAndNotByName) {
  const BaselineDifference difference =
      compare({pair("agent", 'a'), pair("gone", 'c')}, {pair("renamed", 'a'), pair("new", 'b')});

  ASSERT_EQ(difference.added.size(), 1u);
  EXPECT_EQ(difference.added[0].client, "new");
  ASSERT_EQ(difference.vanished.size(), 1u);
  EXPECT_EQ(difference.vanished[0].client, "gone");
}

TEST(Baseline, KeepsANameOfAClientOnItsLine) {
  EXPECT_EQ(read_baseline(baseline_text({pair("a\ndefault-connection STOP b", 'a')})).size(), 1u);
}

TEST(Baseline, WritesNothingThatATerminalActsOn) {
  const std::string text = baseline_text({pair("a\x1b[2J \xc2\x9b \xe2\x80\xae", 'a')});

  EXPECT_NE(text.find(" a\\x1b[2J \\u009b \\u202e\n"), std::string::npos) << text;
}

TEST(Baseline, NamesALineThatIsNone) {
  try {
    read_baseline("# fine\nSTOP agent\n");
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "line 2 is not 'KIND ITEM FINGERPRINT CLIENT'");
  }
}

}  // namespace
}  // namespace signalbox
