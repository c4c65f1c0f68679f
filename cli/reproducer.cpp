// SPDX-License-Identifier: Apache-2.0
#include "cli/reproducer.hpp"

#include <cstdint>
#include <fstream>
#include <stdexcept>

#include "cli/run_loop.hpp"
#include "compat/emission_record.hpp"
#include "compat/scenario.hpp"

namespace signalbox::cli {

namespace {

constexpr const char* kSuiteFails = "new suite fails";

std::string name_of_finding(const Finding& finding) {
  return std::string(name_of(finding.parity)) + " " + finding.event;
}

bool counts(const Comparison& comparison, const Finding& finding) {
  return is_difference(finding.parity) && !comparison.is_noise(finding);
}

bool counts(const TestRow& test) {
  return test.parity == TestParity::regressed || test.parity == TestParity::flaky;
}

std::string name_of_test(const TestRow& test) {
  return std::string(name_of(test.parity)) + " " + test.name;
}

}  // namespace

std::set<std::string> failures_of(const Comparison& comparison) {
  std::set<std::string> failures;
  for (const ComparedRun& run : comparison.runs) {
    for (const Finding& each : run.emissions.findings) {
      if (counts(comparison, each)) failures.insert(name_of_finding(each));
    }
  }
  for (const TestRow& each : comparison.tests) {
    if (counts(each)) failures.insert(name_of_test(each));
  }
  if (failures.empty() && comparison.outcome() == Outcome::differ) failures.insert(kSuiteFails);
  return failures;
}

std::string first_failure_of(const Comparison& comparison) {
  for (const ComparedRun& run : comparison.runs) {
    for (const Finding& each : run.emissions.findings) {
      if (counts(comparison, each)) return name_of_finding(each);
    }
  }
  for (const TestRow& each : comparison.tests) {
    if (counts(each)) return name_of_test(each);
  }
  return comparison.outcome() == Outcome::differ ? kSuiteFails : "";
}

std::vector<std::string> injections_of(const std::filesystem::path& records) {
  std::ifstream input(records);
  if (!input) throw std::runtime_error("cannot read '" + records.string() + "'");
  std::vector<std::string> lines;
  std::set<std::uint64_t> seen;  // one emission may stand behind several signals
  for (std::string text; std::getline(input, text);) {
    const EmissionRecord record = read_emission_record(text);
    const bool is_caused = seen.contains(record.cause);
    if (!seen.insert(record.number).second || is_caused) continue;
    std::string line = "!! inject " + record.event;
    const bool has_arguments = record.arguments != "{}";
    if (!record.data.empty() || has_arguments) {
      line += " " + (record.data.empty() ? "{}" : record.data);
    }
    if (has_arguments) line += " " + record.arguments;
    lines.push_back(line);
  }
  return lines;
}

Reproducer reproducer_of(const std::string& failure, const std::vector<std::string>& parts,
                         const std::function<Comparison(const std::string& text)>& compare,
                         std::size_t max_tries) {
  const auto still_fails = [&](const std::vector<std::size_t>& kept) {
    try {
      return failures_of(compare(text_of_parts(parts, kept))).contains(failure);
    } catch (const Interrupted&) {
      throw;
    } catch (const std::runtime_error&) {  // a step cannot be done without one that is left out
      return false;
    }
  };
  Reproducer found{failure, {}, shrink(parts, still_fails, max_tries)};
  found.text = "# " + failure + "\n" + text_of_parts(parts, found.shrunk.kept);
  return found;
}

}  // namespace signalbox::cli
