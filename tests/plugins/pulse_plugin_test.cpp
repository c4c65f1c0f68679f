// SPDX-License-Identifier: Apache-2.0
// The load for measurements, as a host has it.
#include "tests/plugins/fake_host.hpp"

namespace signalbox {
namespace {

// Its events without the time.
std::vector<std::string> without_time(const std::vector<Seen>& seen) {
  std::vector<std::string> texts;
  for (const Seen& one : seen) {
    std::string text = one.text;
    const std::size_t begin = text.find("\"ns\": ");
    if (begin != std::string::npos) {
      const std::size_t end = text.find_first_not_of("0123456789", begin + 6);
      text.replace(begin, end - begin, "\"ns\": *");
    }
    texts.push_back(text);
  }
  return texts;
}

class PulsePluginTest : public testing::Test {
 protected:
  PulsePluginTest() { EXPECT_EQ(host.load("../bench/pulse"), ""); }

  FakeHost host;
};

TEST_F(PulsePluginTest, EmitsAsManyAsWereAskedForOnTheChannel) {
  host.hear("pulse-event", R"({"channel": "a"})");

  EXPECT_EQ(host.execute("pulse-emit", R"({"count": 9, "rate": 0, "size": 1, "channel": "b"})"),
            "{}");
  EXPECT_EQ(host.execute("pulse-emit", R"({"count": 2, "rate": 0, "size": 4, "channel": "a"})"),
            "{}");

  std::vector<std::string> texts = without_time(host.seen(4));
  std::erase(texts, "reply pulse-emit");
  EXPECT_EQ(texts, (std::vector<std::string>{
                       R"(PULSE_EVENT {"sequence": 0, "ns": *, "pad": "xxxx", "channel": "a"})",
                       R"(PULSE_EVENT {"sequence": 1, "ns": *, "pad": "xxxx", "channel": "a"})"}));
}

TEST_F(PulsePluginTest, EmitsForOldClientsWhereItIsToldTo) {
  host.hear("rtc-change-event");
  host.hear("pulse-event");

  host.execute("pulse-emit", R"({"count": 1, "rate": 1000, "size": 0, "legacy": true})");

  std::vector<std::string> texts = without_time(host.seen(2));
  std::erase(texts, "reply pulse-emit");
  EXPECT_EQ(texts, (std::vector<std::string>{
                       R"(RTC_CHANGE {"sequence": 0, "ns": *, "pad": "", "channel": ""})"}));
}

TEST_F(PulsePluginTest, StopsAStreamWithoutEnd) {
  host.hear("pulse-event");
  host.execute("pulse-emit", R"({"count": 0, "rate": 0, "size": 0})");
  host.seen(100);

  EXPECT_EQ(host.execute("pulse-stop"), "{}");

  host.seen();
  EXPECT_TRUE(host.seen().empty());
}

}  // namespace
}  // namespace signalbox
