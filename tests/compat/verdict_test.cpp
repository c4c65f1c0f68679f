// SPDX-License-Identifier: Apache-2.0
//
// Each tests/compat/verdicts/NAME.sql is a ledger, NAME.expected the verdicts on it. To write what
// is said now, for reading the difference: SIGNALBOX_REFRESH=1.
#include "compat/verdict.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include "compat/migrate.hpp"
#include "tests/compat/sql_ledger.hpp"

namespace signalbox {
namespace {

CaseFile case_file_of(const std::string& name) {
  SQLite::Database ledger(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  migrate(ledger, ":memory:", migrations(), {});
  fill(ledger, verdict_sql(name));
  return read_case_file(ledger, kNoon);
}

void print(std::ostream& out, const Standing& standing) {
  out << "  " << standing.subject->name << ' ' << standing.subject->version << ": "
      << word_of(standing.verdict) << (standing.is_dormant ? ", dormant" : "") << '\n';
  if (!standing.exclusion_reason.empty()) out << "    " << standing.exclusion_reason << '\n';
  for (std::size_t i = 0; i < standing.evidence.size(); ++i) {
    const Evidence& each = standing.evidence[i];
    out << "    " << (standing.decisive == i ? '*' : '-') << ' ' << word_of(each.kind) << ' '
        << word_of(each.sign) << ' ' << each.strength << ", " << (kNoon - each.at) / kSecondsPerDay
        << " days ago";
    if (!each.person.empty()) out << ", " << each.person;
    if (!each.reason.empty()) out << ": " << each.reason;
    if (!each.doubt.empty()) out << " (" << each.doubt << ')';
    out << '\n';
  }
  if (!standing.next_step.what.empty()) out << "    next: " << standing.next_step.what << '\n';
  if (!standing.next_step.command.empty()) out << "    $ " << standing.next_step.command << '\n';
}

std::string verdicts_on(const CaseFile& file, const Thresholds& thresholds = {}) {
  std::ostringstream out;
  for (const ItemVerdict& each : judge(file, kNoon, thresholds)) {
    out << each.item->kind << ' ' << each.item->name << ": " << word_of(each.verdict) << '\n';
    for (const std::string& ground : each.rests_on) out << "  because " << ground << '\n';
    if (each.is_covered_for_removal) out << "  watched for a business period\n";
    for (const Standing& standing : each.standings) print(out, standing);
  }
  return out.str();
}

std::vector<std::string> names() {
  std::vector<std::string> names;
  for (const auto& each : std::filesystem::directory_iterator(SIGNALBOX_VERDICTS)) {
    if (each.path().extension() == ".sql") names.push_back(each.path().stem());
  }
  std::sort(names.begin(), names.end());
  return names;
}

class VerdictOn : public testing::TestWithParam<std::string> {};

TEST_P(VerdictOn, IsAsExpected) {
  const std::filesystem::path expected = SIGNALBOX_VERDICTS "/" + GetParam() + ".expected";
  const CaseFile file = case_file_of(GetParam());

  const std::string verdicts = verdicts_on(file);

  if (std::getenv("SIGNALBOX_REFRESH") != nullptr) std::ofstream(expected) << verdicts;
  EXPECT_EQ(verdicts, content_of(expected));
}

// Verdicts without their words, which name the numbers.
std::string bare(const CaseFile& file, const Thresholds& thresholds) {
  std::ostringstream out;
  for (const ItemVerdict& each : judge(file, kNoon, thresholds)) {
    out << word_of(each.verdict) << each.is_covered_for_removal;
    for (const Standing& standing : each.standings) {
      out << word_of(standing.verdict) << standing.is_dormant;
    }
  }
  return out.str();
}

TEST(Verdicts, EachThresholdIsHeldByALedgerOnEitherSide) {
  std::vector<CaseFile> files;
  for (const std::string& name : names()) files.push_back(case_file_of(name));
  int Thresholds::*const kAll[] = {&Thresholds::settle_days,  &Thresholds::coverage_days,
                                   &Thresholds::removal_days, &Thresholds::min_emissions,
                                   &Thresholds::dormant_days, &Thresholds::evidence_days};
  for (std::size_t i = 0; i < std::size(kAll); ++i) {
    for (const int by : {-1, 1}) {
      Thresholds other;
      other.*kAll[i] += by;

      const bool differs = std::any_of(files.begin(), files.end(), [&](const CaseFile& file) {
        return bare(file, other) != bare(file, {});
      });

      EXPECT_TRUE(differs) << "threshold " << i << " may be changed by " << by;
    }
  }
}

TEST(Verdicts, EachStrengthIsHeldByALedger) {
  std::string expected;
  for (const std::string& name : names()) {
    expected += content_of(SIGNALBOX_VERDICTS "/" + name + ".expected");
  }
  for (const char* const word :
       {"ablation-fail", "ablation-pass", "opt-out", "asked-back", "explicit-connect", "command",
        "interest", "statement", "catalogue", "brownout-harm", "brownout-quiet", "successor"}) {
    for (const Sign sign : {Sign::used, Sign::unused}) {
      const int strength = strength_of(*evidence_kind(word), sign);
      if (strength == 0) continue;
      const std::string line = std::string(" ") + word + ' ' + std::string(word_of(sign)) + ' ' +
                               std::to_string(strength) + ", ";
      EXPECT_NE(expected.find(line), std::string::npos) << line;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Ledger, VerdictOn, testing::ValuesIn(names()),
                         [](const auto& each) { return each.param; });

}  // namespace
}  // namespace signalbox
