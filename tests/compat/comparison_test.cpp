// SPDX-License-Identifier: Apache-2.0
#include "compat/comparison.hpp"

#include <string>

#include <gtest/gtest.h>

#include "compat/markup.hpp"

namespace signalbox {
namespace {

EmissionParity parity_with(Parity kind, const std::string& event, const std::string& path = {}) {
  EmissionParity parity;
  parity.compared = 3;
  parity.by_event[event][static_cast<std::size_t>(Parity::match)] = 2;
  parity.by_event[event][static_cast<std::size_t>(kind)] += 1;
  Finding finding;
  finding.parity = kind;
  finding.number = 7;
  finding.root = 5;
  finding.event = event;
  finding.data = R"({"device": "<disk0>"})";
  if (!path.empty()) {
    finding.differences = {{path, "\"a\"", ""}};
    parity.by_member[event][path] = 1;
  }
  parity.findings = {finding};
  parity.timeline = {finding};
  return parity;
}

Comparison comparison_of(const EmissionParity& parity) {
  Comparison comparison;
  comparison.old_command = "old <suite>";
  comparison.runs.push_back({{"compare/old", "exit code 0", true, true, 0, "", {}},
                             {"compare/new", "exit code 0", true, false, 2, "", {}},
                             parity,
                             ""});
  return comparison;
}

TEST(Comparison, SaysWhyOldAndNewDiffer) {
  using Reasons = std::vector<std::string>;
  Comparison comparison = comparison_of(parity_with(Parity::missing_new, "STOP"));
  EXPECT_EQ(comparison.reasons(), (Reasons{"1 emission differs"}));

  comparison = comparison_of(parity_with(Parity::muted, "STOP"));
  EXPECT_EQ(comparison.reasons(), Reasons{});

  comparison.tests = {{"a", "", TestParity::regressed, "", ""},
                      {"b", "", TestParity::flaky, "", ""}};
  EXPECT_EQ(comparison.reasons(),
            (Reasons{"1 test fails in the new suite alone", "1 test is flaky"}));

  comparison.tests.clear();
  comparison.runs[0].fresh.passed = false;
  comparison.runs[0].fresh.ending = "exit code 1";
  EXPECT_EQ(comparison.reasons(),
            (Reasons{"the new suite fails (exit code 1), and the old one does not"}));

  comparison = comparison_of({});
  EXPECT_EQ(comparison.reasons(), (Reasons{"nothing was compared: no emission was made while both "
                                           "clients were connected"}));
}

TEST(Comparison, PageIsAlsoForSmallAndDarkScreens) {
  const std::string page = html_of(comparison_of({}));

  for (const char* const each :
       {"prefers-color-scheme: dark", "name=\"viewport\"", "max-width: 40em"}) {
    EXPECT_NE(page.find(each), std::string::npos) << each;
  }
  const std::size_t rules = page.find("body {");
  EXPECT_EQ(page.substr(rules, page.find("</style>") - rules).find(": #"), std::string::npos)
      << "colours stand at the top, once for each scheme";
}

TEST(Comparison, OfNothingIsAnOutcomeOfItsOwn) {
  Comparison comparison = comparison_of({});
  EXPECT_EQ(comparison.outcome(), Outcome::not_exercised);
  EXPECT_TRUE(text_of(comparison).starts_with("nothing was exercised\n"));
  EXPECT_NE(html_of(comparison).find("<h1>Nothing was exercised</h1>"), std::string::npos);
  EXPECT_NE(html_of(comparison).find(R"(class="verdict not-exercised")"), std::string::npos);
  EXPECT_NE(json_of(comparison).find(R"("differs":false,"outcome":"not-exercised")"),
            std::string::npos);

  comparison.tests = {{"a", "", TestParity::regressed, "", ""}};
  EXPECT_EQ(comparison.outcome(), Outcome::differ) << "a test regressed all the same";

  comparison = comparison_of(parity_with(Parity::muted, "STOP"));
  EXPECT_EQ(comparison.outcome(), Outcome::same);

  comparison.has_emissions = false;
  EXPECT_EQ(comparison.outcome(), Outcome::not_exercised) << "there are no tests to compare";
  comparison.tests = {{"a", "", TestParity::only_new, "", ""}};
  EXPECT_EQ(comparison.outcome(), Outcome::not_exercised);
  comparison.tests.push_back({"b", "", TestParity::both_pass, "", ""});
  EXPECT_EQ(comparison.outcome(), Outcome::same);
}

TEST(Comparison, WhatTheOldSuiteHasWithItselfIsNoise) {
  Comparison comparison = comparison_of(parity_with(Parity::payload_differs, "STOP", "time"));
  comparison.control = comparison.runs[0];
  EXPECT_EQ(comparison.differences(), 0u);
  EXPECT_EQ(comparison.noise(), 1u);
  EXPECT_NE(text_of(comparison).find("1 of the same kind are noise"), std::string::npos);

  comparison.control->emissions = parity_with(Parity::payload_differs, "STOP", "other");
  EXPECT_EQ(comparison.differences(), 1u) << "another member";

  comparison.control->emissions = parity_with(Parity::duplicate, "STOP");
  EXPECT_EQ(comparison.differences(), 1u) << "another class";
}

TEST(Comparison, IsToldInEachFormat) {
  Comparison comparison = comparison_of(parity_with(Parity::payload_differs, "STOP", "time"));
  comparison.not_exercised = {"RESET"};
  comparison.tests = {{"a", "", TestParity::both_pass, "", ""},
                      {"b", "", TestParity::regressed, "", "<boom>"}};

  const std::string text = text_of(comparison);
  EXPECT_NE(text.find("payload-differs  STOP #7 (of #5)  {\"device\": \"<disk0>\"}\n"
                      "    time: old \"a\", new nothing\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("left 2 running"), std::string::npos);
  EXPECT_NE(text.find("not exercised, so no parity is claimed: RESET\n"), std::string::npos);
  const std::string json = json_of(comparison);
  EXPECT_NE(json.find(R"({"path":"time","old":"a","new":null})"), std::string::npos) << json;
  const std::string junit = junit_of(comparison);
  EXPECT_NE(junit.find("<failure message=\"1 payload-differs\">"), std::string::npos) << junit;
  EXPECT_NE(junit.find("&lt;boom&gt;"), std::string::npos);
  const std::string html = html_of(comparison);
  EXPECT_NE(html.find("&lt;disk0&gt;"), std::string::npos);
  EXPECT_EQ(html.find("<disk0>"), std::string::npos);
}

TEST(Markup, LetsNothingThroughThatXmlCannotHave) {
  EXPECT_EQ(marked_up("a<b>&\"\t\xC3\xA4\xF0\x9F\x98\x80"),
            "a&lt;b&gt;&amp;&quot;\t\xC3\xA4\xF0\x9F\x98\x80");
  const std::string bad = "\xEF\xBF\xBD";
  for (const char* each :
       {"\x01", "\xFF", "\xC3", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80"}) {
    const std::string marked = marked_up(each);
    EXPECT_EQ(marked.rfind(bad, 0), 0u) << marked;
    EXPECT_EQ(marked.size() % bad.size(), 0u);
  }
}

}  // namespace
}  // namespace signalbox
