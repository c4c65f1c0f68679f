// SPDX-License-Identifier: Apache-2.0
#include "compat/test_results.hpp"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "compat/test_parity.hpp"

namespace signalbox {
namespace {

std::string golden(const std::string& name) {
  std::stringstream text;
  text << std::ifstream(SIGNALBOX_GOLDEN "/results/" + name).rdbuf();
  return text.str();
}

// "+ name", "- name: message" or "s name: message", one a line.
std::string shown(const TestResults& results) {
  std::string text;
  for (const TestResult& each : results) {
    text += std::string(1, "+-s"[static_cast<int>(each.outcome)]) + ' ' + each.name +
            (each.message.empty() ? "" : ": " + each.message) + '\n';
  }
  return text;
}

TEST(TestResults, GoogleTestsFileIsRead) {
  EXPECT_EQ(shown(read_junit(golden("googletest.xml"))),
            "+ Disk.WriteFails\n"
            "- Disk.ReasonIsNospc: sample.cpp:3 Expected equality of these values: "
            "std::string(\"io\") Which is: \"io\" \"nospc\" a byte & <tag>\n"
            "s Disk.SecondDisk: sample.cpp:4 no second disk\n"
            "s Disk.DISABLED_Later\n"
            "+ All/Device.Fails/0\n"
            "- All/Device.Fails/1: sample.cpp:7 Expected equality of these values: GetParam() "
            "Which is: \"disk1\" \"disk0\"\n");
}

TEST(TestResults, PytestsFileIsRead) {
  EXPECT_EQ(shown(read_junit(golden("pytest.xml"))),
            "+ tests.test_disk.TestFullDisk.test_a_write_fails\n"
            "- tests.test_disk.TestFullDisk.test_reason_is_nospc: AssertionError: the reason is "
            "<io> & not nospc assert 'io' == 'nospc' - nospc + io\n"
            "s tests.test_disk.TestFullDisk.test_second_disk: no second disk\n"
            "s tests.test_disk.TestFullDisk.test_expected_to_fail\n"
            "- tests.test_disk.test_needs_a_host: failed on setup with \"RuntimeError: no host\"\n"
            "+ tests.test_disk.test_each[disk0]\n"
            "- tests.test_disk.test_each[disk1]: AssertionError: assert 'disk1' == 'disk0' - disk0 "
            "? ^ + disk1 ? ^\n");
}

TEST(TestResults, TapIsRead) {
  const std::string text = golden("perl.tap");

  EXPECT_TRUE(looks_like_tap(text));
  EXPECT_EQ(shown(read_tap(text)),
            "+ a write fails\n"
            "- the reason is nospc:   Failed test 'the reason is nospc'\n"
            "s test 3: no second disk\n"
            "+ shrinks the disk: not written yet\n"
            "+ test 5\n"
            "+ two # signs\n"
            "- (plan): 7 tests were planned and 6 have run\n");
}

TEST(TestResults, WhatIsNoneSaysSo) {
  for (const char* text : {"\x01\x02", "<testsuites>", "<html></html>", ""}) {
    EXPECT_THROW(read_junit(text), TestResultsError) << text;
  }
  EXPECT_FALSE(looks_like_tap("hello\nok\n"));
  EXPECT_EQ(shown(read_tap("1..2\nok 1\nBail out! no disk\n")),
            "+ test 1\n- Bail out!:  no disk\n- (plan): 2 tests were planned and 1 have run\n");
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(TestResults, DepthIsBounded) {
  const auto nested = [](int depth) {
    return "<testsuites>" + repeated("<testsuite>", depth) + "<testcase name='a'/>" +
           repeated("</testsuite>", depth) + "</testsuites>";
  };

  EXPECT_EQ(shown(read_junit(nested(90))), "+ a\n");
  EXPECT_THROW(read_junit(nested(1'000'000)), TestResultsError);
  EXPECT_THROW(read_junit(repeated("<a b='>'>", 1'000'000)), TestResultsError);
}

TEST(TestResults, WhatLooksLikeDepthIsNone) {
  const std::string flat =
      "<testsuites>" + repeated("<testcase name='a>b'/><!-- <x> --><?x?>", 200) +
      "<testsuite><![CDATA[" + repeated("<x>", 200) + "]]></testsuite></testsuites>";

  EXPECT_EQ(read_junit(flat).size(), 200u);
}

std::string table(const std::vector<TestRow>& rows) {
  std::string text;
  for (const TestRow& each : rows) {
    text += each.name + (each.new_name.empty() ? "" : " = " + each.new_name) + ": " +
            std::string(name_of(each.parity)) + '\n';
  }
  return text;
}

TEST(TestParity, EachTestHasItsRow) {
  using enum TestResult::Outcome;
  const TestResults old = {{"a", passed, ""},  {"b", passed, ""},  {"c", failed, "x"},
                           {"d", failed, "x"}, {"e", passed, ""},  {"f", passed, ""},
                           {"g", passed, ""},  {"h", skipped, "y"}};
  const TestResults once = {{"a", passed, ""}, {"b", failed, "z"}, {"c", passed, ""},
                            {"d", failed, ""}, {"f", passed, ""},  {"g", skipped, ""},
                            {"h", passed, ""}};
  TestResults again = once;
  again[4].outcome = failed;

  EXPECT_EQ(table(compare_tests({old}, {once, again}, {})),
            "a: both pass\nb: regressed\nc: fixed\nd: both fail\ne: only old\nf: flaky\n"
            "g: only old\nh: only new\n");
  EXPECT_EQ(compare_tests({old}, {once}, {})[1].new_message, "z");
}

TEST(TestParity, TestsOfOtherNamesAreFoundByMapAndLastPart) {
  using enum TestResult::Outcome;
  const TestResults old = {{"old.Disk.fails", passed, ""},
                           {"old.twice", passed, ""},
                           {"other.twice", passed, ""},
                           {"old.renamed", passed, ""}};
  const TestResults fresh = {
      {"new.Disk.fails", passed, ""}, {"new.twice", passed, ""}, {"new.name", failed, ""}};

  EXPECT_EQ(table(compare_tests({old}, {fresh}, {{"old.renamed", "new.name"}})),
            "old.Disk.fails = new.Disk.fails: both pass\nold.twice: only old\n"
            "other.twice: only old\nold.renamed = new.name: regressed\nnew.twice: only new\n");
}

}  // namespace
}  // namespace signalbox
