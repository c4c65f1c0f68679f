// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compat/parity.hpp"
#include "compat/test_parity.hpp"
#include "compat/test_results.hpp"

namespace signalbox {

// One suite in one run.
struct SuiteFacts {
  std::string label;   // of the run: "compare/old"
  std::string ending;  // "exit code 0"
  bool passed = false;
  bool tells = false;     // it said what it has handled
  int left_behind = 0;    // processes that it had left running
  std::string directory;  // empty: not kept
  TestResults tests;
};

// Two suites beside each other, once.
struct ComparedRun {
  SuiteFacts old;
  SuiteFacts fresh;
  EmissionParity emissions;
  std::string not_drained;  // what the last barrier missed; empty: all was read
};

// The result of a comparison.
enum class Outcome {
  same,
  differ,
  not_exercised,  // nothing differs because nothing was compared
};

std::string_view name_of(Outcome outcome);  // "not-exercised"

// All that `signalbox compare` has found out.
struct Comparison {
  std::string old_command;
  std::string new_command;
  bool has_emissions = true;           // false: no host that tells of them
  std::vector<ComparedRun> runs;       // at least one
  std::optional<ComparedRun> control;  // the old suite with itself
  std::vector<TestRow> tests;
  std::vector<std::string> not_exercised;  // events that were never emitted

  // What the old suite has with itself as well: it says nothing about the new client.
  bool is_noise(const Finding& finding) const;
  bool is_noise(const std::string& event, Parity parity) const;

  // Differences of all runs that are no noise, and those that are.
  std::uint64_t differences() const;
  std::uint64_t noise() const;

  // Why old and new cannot be called the same, a sentence each; empty: they are.
  std::vector<std::string> reasons() const;

  Outcome outcome() const;

  // The outcome as a heading: "old and new differ".
  std::string_view heading() const;

 private:
  std::vector<std::string> differing() const;
  // Why nothing was compared; empty: something was.
  std::string unexercised() const;
};

std::string text_of(const Comparison& comparison);   // for a terminal
std::string json_of(const Comparison& comparison);   // docs/compare.md
std::string junit_of(const Comparison& comparison);  // a test for each event, test and suite
std::string html_of(const Comparison& comparison);   // one file that needs no other

}  // namespace signalbox
