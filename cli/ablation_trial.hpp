// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/run_loop.hpp"
#include "cli/suite_side.hpp"
#include "compat/ablation.hpp"
#include "compat/ablation_rows.hpp"

namespace signalbox::cli {

// What the runs of an ablation have in common.
struct TrialOrder {
  SideOrder suite;
  RunSetting setting;             // the directory is that of one run
  std::filesystem::path program;  // signalboxd
  std::filesystem::path config;   // empty: the private host's default
  std::string machine;            // empty: the only one
};

// One run of a suite. The run does not say yet what its client had: that is in the visits.
struct Trial {
  AblationRun run;
  std::vector<SuiteVisit> visits;
  std::string refusal;  // the event may not be muted, and nothing was run; empty: it was
};

// Runs a suite against a private host of its own that mutes `event`, empty: none, for the suite's
// clients, or for `only` of them, null: for all. A scenario that cannot be played to its end fails
// the run, but throws std::runtime_error where nothing is muted. Throws also ConnectionLost,
// LedgerError, std::runtime_error if the host dies, and Interrupted; nothing is left running then.
Trial run_trial(RunLoop& loop, const TrialOrder& order, const std::string& event,
                const AblatedClient* only);

}  // namespace signalbox::cli
