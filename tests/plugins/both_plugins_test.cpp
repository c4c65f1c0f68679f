// SPDX-License-Identifier: Apache-2.0
// What block and legacy have of each other: a slot each way, through the host.
#include "tests/plugins/fake_host.hpp"
#include "tests/plugins/temporary_directory.hpp"

namespace signalbox {
namespace {

using Texts = std::vector<std::string>;

// The parameter: which of the two is loaded first.
class BothPluginsTest : public testing::TestWithParam<std::string> {
 protected:
  void load(const std::string& policies) {
    const std::string drive =
        R"({"drive": {"id": "disk0", "file": "/dev/full", )" + policies + "}}";
    const std::string first = GetParam();
    const std::string second = first == "block" ? "legacy" : "block";
    for (const std::string& plugin : {first, second}) {
      ASSERT_EQ(host.load(plugin, plugin == "block" ? drive : "{}"), "");
    }
    for (const char* accessor : {"block-io-event", "stop-event", "resume-event"}) {
      ASSERT_EQ(host.hear(accessor), "");
    }
  }

  std::string write(const std::string& device) {
    return host.execute("block-write",
                        R"({"device": ")" + device + R"(", "offset": 0, "length": 512})");
  }

  const TemporaryDirectory directory;
  FakeHost host;
};

TEST_P(BothPluginsTest, TellOldClientsOfAFullMediumThatStopsTheMachine) {
  load(R"("werror": "enospc")");

  EXPECT_EQ(write("disk0"),
            "GenericError: Could not write to device 'disk0': No space left on device");

  EXPECT_EQ(host.seen_texts(),
            (Texts{R"(BLOCK_IO_ERROR {"device": "disk0", "operation": "write", "action": "stop"})",
                   "STOP", "reply block-write"}));
  EXPECT_EQ(host.execute("query-status"),
            R"({"status": "io-error", "singlestep": false, "running": false})");
}

TEST_P(BothPluginsTest, SpellTheActionNoneAs015Did) {
  load(R"("werror": "ignore")");

  EXPECT_EQ(write("disk0"), "{}");

  EXPECT_EQ(
      host.seen_texts(),
      (Texts{R"(BLOCK_IO_ERROR {"device": "disk0", "operation": "write", "action": "ignore"})",
             "reply block-write"}));
}

TEST_P(BothPluginsTest, TellOldClientsOfDevicesThatAreAddedLater) {
  load(R"("werror": "report")");
  host.execute("block-add", R"({"id": "late", "file": "/dev/full", "werror": "report"})");
  host.seen();

  write("late");

  EXPECT_EQ(host.seen_texts(),
            (Texts{R"(BLOCK_IO_ERROR {"device": "late", "operation": "write", "action": "report"})",
                   "reply block-write"}));
}

TEST_P(BothPluginsTest, JoinTheOldEventToTheNewOneByItsCause) {
  load(R"("werror": "stop")");
  host.hear("block-device-event", R"({"device": "disk0"})");
  host.hear("block-devices-event");

  write("disk0");

  std::map<std::string, Seen> seen;
  for (const Seen& one : host.seen()) seen[one.text.substr(0, one.text.find(' '))] = one;
  EXPECT_NE(seen.at("BLOCK_DEVICE_EVENT").number, 0U);
  EXPECT_EQ(seen.at("BLOCK_DEVICES_EVENT").cause, seen.at("BLOCK_DEVICE_EVENT").number);
  EXPECT_EQ(seen.at("BLOCK_IO_ERROR").cause, seen.at("BLOCK_DEVICES_EVENT").number);
  EXPECT_EQ(seen.at("STOP").cause, seen.at("BLOCK_DEVICES_EVENT").number);
}

TEST_P(BothPluginsTest, ForgetTheStatusOfADeviceWhenTheMachineResumes) {
  load(R"("werror": "stop")");
  write("disk0");
  EXPECT_NE(host.execute("query-block").find(R"("io-status": "nospace")"), std::string::npos);

  host.execute("cont");

  EXPECT_NE(host.execute("query-block").find(R"("io-status": "ok")"), std::string::npos);
}

TEST_P(BothPluginsTest, FindEachOtherAgainAfterOneWasAway) {
  load(R"("werror": "report")");
  const std::string saved = host.save("block");
  host.unload("block");
  ASSERT_EQ(host.load("block", "{}", saved.c_str()), "");
  host.seen();

  write("disk0");

  EXPECT_EQ(
      host.seen_texts(),
      (Texts{R"(BLOCK_IO_ERROR {"device": "disk0", "operation": "write", "action": "report"})",
             "reply block-write"}));
}

INSTANTIATE_TEST_SUITE_P(First, BothPluginsTest, testing::Values("block", "legacy"),
                         [](const auto& of) { return of.param; });

}  // namespace
}  // namespace signalbox
