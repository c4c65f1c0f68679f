// SPDX-License-Identifier: Apache-2.0
#include "compat/emission_comparison.hpp"

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "compat/emission_groups.hpp"
#include "compat/handled_report.hpp"

namespace signalbox {
namespace {

// A run as a host would tell of it: failures of block devices, which old clients hear as
// BLOCK_IO_ERROR and new ones as BLOCK_DEVICE_EVENT of one device, and machine states.
class Run : public testing::Test {
 protected:
  Run() {
    order.old.label = "old";
    order.fresh.label = "new";
    order.map.read(R"(event BLOCK_IO_ERROR { successor BLOCK_DEVICE_EVENT {
                        device arguments.device  action action { ignore none } } })",
                   "test");
  }

  struct Counts {
    int sent = 0;
    int filtered = 0;
    int muted = 0;
    int failed = 0;
  };

  // One emission; returns its number. A label that is not `there` is not told of.
  std::uint64_t emit(const std::string& event, std::uint64_t cause, const std::string& data,
                     Counts old, Counts fresh, const std::string& arguments = "{}") {
    EmissionRecord record;
    record.number = ++last;
    record.cause = cause;
    record.event = event;
    record.arguments = arguments;
    record.data = data;
    record.seconds = 1000;
    record.microseconds = static_cast<std::int32_t>(last);
    if (old_is_there) record.labels.push_back(outcome("old", old));
    if (new_is_there) record.labels.push_back(outcome("new", fresh));
    records.push_back(record);
    return last;
  }

  // The number of the old event.
  std::uint64_t fail(const std::string& device, Counts fresh = {1, 0, 0, 0},
                     const std::string& old_action = "report",
                     const std::string& new_action = "report") {
    const std::uint64_t root = emit("BLOCK_DEVICE_EVENT", 0,
                                    R"({"action": ")" + new_action + R"(", "operation": "write"})",
                                    {}, fresh, R"({"device":")" + device + R"("})");
    return emit("BLOCK_IO_ERROR", root,
                R"({"device": ")" + device + R"(", "action": ")" + old_action +
                    R"(", "operation": "write"})",
                {1, 0, 0, 0}, {});
  }

  static LabelOutcome outcome(const std::string& label, Counts counts) {
    const auto count = [](int value) { return static_cast<std::uint64_t>(value); };
    return {label, count(counts.sent), count(counts.filtered), count(counts.muted),
            count(counts.failed)};
  }

  // A line of a report for a record; `data` replaces what it says.
  std::string line(std::uint64_t number, const std::string& data = {}) const {
    const EmissionRecord& record = records.at(number - 1);
    return R"({"event": ")" + record.event +
           R"(", "timestamp": {"seconds": 1000, "microseconds": )" + std::to_string(number) + "}" +
           (data.empty() ? (record.data.empty() ? "" : R"(, "data": )" + record.data)
                         : R"(, "data": )" + data) +
           "}\n";
  }

  static void tells(ComparedClient& client, const std::string& lines) {
    client.handled = [lines] { return std::make_unique<std::istringstream>(lines); };
  }

  EmissionParity compare() const {
    return compare_emissions(
        [this] {
          return [this, next = std::size_t{0}]() mutable -> std::optional<EmissionRecord> {
            if (next == records.size()) return std::nullopt;
            return records[next++];
          };
        },
        order);
  }

  // "missing-new 7: reason", one a line, of what is no match.
  std::string findings() const {
    std::string text;
    for (const Finding& each : compare().findings) {
      text += std::string(name_of(each.parity)) + ' ' + std::to_string(each.number) + ": ";
      for (const PayloadDifference& difference : each.differences) {
        text += difference.path + ' ' + difference.old_value + ' ' + difference.new_value + ' ';
      }
      text += each.reason + '\n';
    }
    return text;
  }

  std::uint64_t last = 0;
  bool old_is_there = true;
  bool new_is_there = true;
  std::vector<EmissionRecord> records;
  ComparisonOrder order;
};

TEST_F(Run, ClientsThatHaveTheSameMatch) {
  fail("disk0");
  emit("STOP", 0, "", {1, 0, 0, 0}, {1, 0, 0, 0});

  const EmissionParity parity = compare();

  EXPECT_EQ(parity.differences(), 0u);
  EXPECT_EQ(parity.compared, 2u);
  EXPECT_EQ(parity.count(Parity::match), 2u);
  EXPECT_EQ(parity.timeline.at(0).new_event, "BLOCK_DEVICE_EVENT");
}

TEST_F(Run, ValuesGoByTheMap) {
  fail("disk0", {1, 0, 0, 0}, "ignore", "none");
  EXPECT_EQ(findings(), "");

  fail("disk0", {1, 0, 0, 0}, "stop", "none");
  EXPECT_EQ(findings(), "payload-differs 4: action \"stop\" \"none\" \n");
}

TEST_F(Run, WhatTheNewClientIsNotConnectedToIsMissing) {
  fail("disk0", {});

  EXPECT_EQ(findings(), "missing-new 2: the new client is not connected to it\n");
}

TEST_F(Run, AnotherDeviceIsNamed) {
  fail("disk1");
  fail("disk0", {});

  EXPECT_EQ(findings(),
            "missing-new 4: the new client is not connected to it, but to "
            "BLOCK_DEVICE_EVENT {\"device\":\"disk1\"}\n");
}

TEST_F(Run, WhatCameBeforeTheConnectionIsLate) {
  fail("disk0", {});
  fail("disk1", {});
  fail("disk0");

  EXPECT_EQ(findings(),
            "late 2: the new client was connected to it only before emission 5\n"
            "missing-new 4: the new client is not connected to it\n");
  EXPECT_EQ(compare().count(Parity::late), 1u);
}

TEST_F(Run, AConnectionThatWasGivenUpIsNotLate) {
  fail("disk0");
  fail("disk0", {});
  fail("disk0");

  EXPECT_EQ(findings(), "missing-new 4: the new client is not connected to it any more\n");
}

TEST_F(Run, TwoForOneAreADuplicate) {
  fail("disk0", {2, 0, 0, 0});

  EXPECT_EQ(findings(), "duplicate 2: the new client had it 2 times, the old one once\n");
}

TEST_F(Run, FilteredMutedAndFailedAreToldApart) {
  fail("disk0", {0, 1, 0, 0});
  fail("disk0", {0, 0, 1, 0});
  fail("disk0", {0, 0, 0, 1});

  EXPECT_EQ(findings(),
            "filtered-by-design 2: the new client has asked not to get it\n"
            "muted 4: withheld from the new client by a policy\n"
            "missing-new 6: the new client's session ended first\n");
  EXPECT_EQ(compare().differences(), 1u);
}

TEST_F(Run, WhatTheOldClientLacksIsMissingOld) {
  emit("STOP", 0, "", {1, 0, 0, 0}, {1, 0, 0, 0});
  emit("STOP", 0, "", {}, {1, 0, 0, 0});
  emit("STOP", 0, "", {0, 0, 0, 1}, {1, 0, 0, 0});

  EXPECT_EQ(findings(),
            "missing-old 2: the old client is not connected to it\n"
            "missing-old 3: the old client's session ended first\n");
}

TEST_F(Run, SignalsThatTheOldClientKnowsNothingOfAreNoDifference) {
  emit("STOP", 0, "", {1, 0, 0, 0}, {1, 0, 0, 0});
  emit("TEMPERATURE", 0, "", {}, {1, 0, 0, 0});

  EXPECT_EQ(findings(), "");
  EXPECT_EQ(compare().new_only, 1u);
}

TEST_F(Run, CountsOnlyWhileBothAreThereUnlessToldOtherwise) {
  new_is_there = false;
  emit("STOP", 0, "", {1, 0, 0, 0}, {});
  new_is_there = true;
  emit("STOP", 0, "", {1, 0, 0, 0}, {1, 0, 0, 0});
  new_is_there = false;  // between two sessions
  emit("STOP", 0, "", {1, 0, 0, 0}, {});
  new_is_there = true;
  emit("STOP", 0, "", {1, 0, 0, 0}, {1, 0, 0, 0});
  new_is_there = false;
  emit("STOP", 0, "", {1, 0, 0, 0}, {});

  EXPECT_EQ(findings(), "missing-new 3: the new client is not connected to it any more\n");
  EXPECT_EQ(compare().outside, 2u);

  order.whole_run = true;
  EXPECT_EQ(findings(),
            "late 1: the new client was connected to it only before emission 2\n"
            "missing-new 3: the new client is not connected to it any more\n"
            "missing-new 5: the new client is not connected to it any more\n");
}

TEST_F(Run, CausesAreJoinedWhateverTheOrderOfTheTaps) {
  fail("disk0");
  fail("disk1");
  std::swap(records[0], records[1]);
  std::swap(records[1], records[2]);

  EXPECT_EQ(findings(), "");
  EXPECT_EQ(compare().compared, 2u);
}

TEST_F(Run, WhatWasSentAndNotHandledIsMissing) {
  const std::uint64_t stop = emit("STOP", 0, "", {1, 0, 0, 0}, {1, 0, 0, 0});
  const std::uint64_t resume = emit("RESUME", 0, "", {1, 0, 0, 0}, {1, 0, 0, 0});
  tells(order.fresh, line(stop));

  EXPECT_EQ(findings(), "missing-new 2: sent to the new client and not handled by it\n");

  tells(order.old, line(stop));
  EXPECT_EQ(findings(), "") << "the old client has no use for RESUME";
  EXPECT_EQ(compare().unused, 1u);

  tells(order.fresh, line(stop) + line(resume) + line(resume));
  tells(order.old, line(stop) + line(resume));
  EXPECT_EQ(findings(), "duplicate 2: the new client had it 2 times, the old one once\n");
}

TEST_F(Run, WhatAClientHasUnderstoodCounts) {
  const std::uint64_t old = fail("disk0");
  tells(order.old, line(old));
  tells(order.fresh, line(1, R"({"operation": "write"})"));
  EXPECT_EQ(findings(), "payload-differs 2: action \"report\"  \n");

  tells(order.fresh, line(1, R"({"operation": "write", "action": "report", "reason": "io"})"));
  EXPECT_EQ(findings(), "payload-differs 2: reason  \"io\" not as it was sent to the new client\n");

  order.map.read("volatile reason", "test");
  EXPECT_EQ(findings(), "");
}

TEST_F(Run, AnotherOrderIsFoundInWhatIsHandled) {
  for (int i = 0; i < 4; ++i) emit("STOP", 0, "", {1, 0, 0, 0}, {1, 0, 0, 0});
  tells(order.fresh, line(1) + line(3) + line(2) + line(4));

  EXPECT_EQ(findings(),
            "order-differs 2: the new client handled it behind one that it was sent later\n");

  tells(order.old, line(1) + line(3) + line(2) + line(4));
  EXPECT_EQ(findings(), "");
}

TEST_F(Run, WhatWasNeverSentIsNamed) {
  const std::uint64_t stop = emit("STOP", 0, "", {1, 0, 0, 0}, {1, 0, 0, 0});
  tells(order.fresh, line(stop) +
                         R"({"event": "RESET", "timestamp": {"seconds": 5, "microseconds": 6}})"
                         "\n");

  EXPECT_EQ(findings(),
            "missing-old 0: the new client says to have handled it at 5.6, and was not sent it\n");
}

TEST_F(Run, ALineThatWasCutOffIsLeftOut) {
  const std::uint64_t stop = emit("STOP", 0, "", {1, 0, 0, 0}, {1, 0, 0, 0});
  tells(order.fresh, line(stop) + R"({"event": "ST)");

  EXPECT_EQ(findings(), "");
}

TEST_F(Run, AReportThatCannotBeReadIsNamed) {
  emit("STOP", 0, "", {1, 0, 0, 0}, {1, 0, 0, 0});
  tells(order.fresh, "\x01\x02\n");

  try {
    compare();
    ADD_FAILURE();
  } catch (const HandledReportError& error) {
    EXPECT_EQ(
        std::string(error.what()).rfind("what 'new' says to have handled: line 1 is no JSON", 0),
        0u)
        << error.what();
  }
}

TEST_F(Run, OnlyTheEventsThatWereAskedForCount) {
  emit("STOP", 0, "", {1, 0, 0, 0}, {});
  fail("disk0");
  order.events = {"BLOCK_IO_ERROR"};

  EXPECT_EQ(findings(), "");
  EXPECT_EQ(compare().compared, 1u);
}

TEST_F(Run, EmissionsOfTheSameMicrosecondAreToldApartByTheirData) {
  for (const char* offset : {"1", "2", "3"}) {
    emit("RTC_CHANGE", 0, std::string(R"({"offset": )") + offset + "}", {1, 0, 0, 0}, {1, 0, 0, 0});
    records.back().microseconds = 1;
  }
  const std::string stamp = R"("timestamp": {"seconds": 1000, "microseconds": 1})";
  const auto told = [&stamp](const char* offset) {
    return R"({"event": "RTC_CHANGE", )" + stamp + R"(, "data": {"offset": )" + offset + "}}\n";
  };
  tells(order.fresh, told("1") + told("3"));

  EXPECT_EQ(findings(), "missing-new 2: sent to the new client and not handled by it\n");
}

TEST_F(Run, ALongRunWithALossyReportIsJoinedExactly) {
  std::string lines;
  const std::uint64_t count = EmissionGroups::kWindow + EmissionGroups::kWindow / 2;
  for (std::uint64_t i = 1; i <= count; ++i) {
    emit("STOP", 0, "", {1, 0, 0, 0}, {1, 0, 0, 0});
    if (i % 100 != 0) lines += line(i);
    if (i % 100 == 1) lines += line(i);
  }
  tells(order.fresh, lines);

  const EmissionParity parity = compare();

  EXPECT_EQ(parity.count(Parity::missing_new), count / 100);
  EXPECT_EQ(parity.count(Parity::duplicate), count / 100 + 1);
  EXPECT_EQ(parity.compared, count);
  EXPECT_EQ(parity.findings.size(),
            std::min<std::size_t>(EmissionParity::kMaxFindings, 2 * (count / 100) + 1));
  EXPECT_LE(parity.timeline.size(), EmissionParity::kMaxTimeline);
}

}  // namespace
}  // namespace signalbox
