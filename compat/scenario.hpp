// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include <boost/json/object.hpp>

namespace signalbox {

// What is done to a machine while test suites run against it. The format is in docs/scenarios.md.

// A scenario is not what it should be; what() is "FILE:LINE:COLUMN: error: sentence".
struct ScenarioError : std::runtime_error {
  using runtime_error::runtime_error;
};

struct ScenarioStep;

// "-> COMMAND {…}", and "!! admin COMMAND {…}" on the admin listener.
struct RunCommand {
  std::string command;
  boost::json::object arguments;
  bool on_admin;
  bool must_fail;
};

// "!! fail DEVICE read|write|flush ERRNO": one request of a block device fails.
struct FailRequest {
  std::string device;
  std::string operation;
  std::string error;
};

// "!! inject EVENT {data} {arguments}".
struct InjectEvent {
  std::string event;
  boost::json::object data;
  boost::json::object arguments;
};

// "<- EVENT {…}": the machine's next event of this name whose data has these members.
struct AwaitEvent {
  std::string event;
  boost::json::object data;
};

// "barrier": whoever takes part in the run has read all that was emitted.
struct AwaitBarrier {};

// "guest WORD ANSWER": each character is asked of the guest, and answered with K, the last one with
// ANSWER: "K", "E" for any error, "nothing": it is not waited for. The word "!" waits for the boot.
struct AskGuest {
  std::string word;
  std::string answer;
};

// "repeat N {", steps, "}".
struct Repeat {
  std::uint64_t times;
  std::vector<ScenarioStep> steps;
};

struct ScenarioStep {
  std::size_t line;  // from 1
  std::string text;  // of the line, without white space around it
  std::variant<RunCommand, FailRequest, InjectEvent, AwaitEvent, AwaitBarrier, AskGuest, Repeat>
      what;
};

struct Scenario {
  std::string file;  // what errors call it
  std::vector<ScenarioStep> steps;

  // What it cannot be played without.
  bool needs_admin = false;
  bool needs_guest = false;
  bool awaits_events = false;
};

// Throws ScenarioError.
Scenario read_scenario(std::istream& input, const std::string& file);

// The same of a file on disk; throws std::system_error too.
Scenario read_scenario_file(const std::string& file);

// Its steps in the order in which they are done, as lines. What waits ("<-", "barrier") is one part
// with the step before it: without that it would wait in vain. Throws ScenarioError if there are
// more than a million parts.
std::vector<std::string> parts_of(const Scenario& scenario);

// The text of a scenario that does these parts in order. Equal ones that follow each other are
// written once, in a "repeat".
std::string text_of_parts(const std::vector<std::string>& parts);

// The same of the parts with these indices.
std::string text_of_parts(const std::vector<std::string>& parts,
                          const std::vector<std::size_t>& kept);

}  // namespace signalbox
