// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <vector>

#include "cli/run_loop.hpp"
#include "cli/run_stage.hpp"
#include "cli/suite_side.hpp"
#include "compat/comparison.hpp"
#include "compat/event_map.hpp"

namespace signalbox::cli {

struct RunOrder : RunSetting {
  SideOrder old;
  SideOrder fresh;
  std::vector<std::string> ready;  // the scenario begins when the new client is connected to all
  EventMap map;                    // the schema's successors come in addition
  std::set<std::string> events;    // only these; empty: all
};

// What one run has found.
struct RunResult {
  ComparedRun run;
  std::set<std::string> known_events;  // legacy ones, and what stands for them
};

// Runs two suites beside each other against one machine and compares what their clients had.
// Throws ConnectionLost and CommandRefused, std::runtime_error if the host dies or the scenario
// fails, and Interrupted; nothing is left running then.
RunResult run_side_by_side(RunLoop& loop, const Place& place, const RunOrder& order);

}  // namespace signalbox::cli
