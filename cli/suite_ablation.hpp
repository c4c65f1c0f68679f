// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "cli/ablation_trial.hpp"
#include "cli/run_loop.hpp"
#include "compat/ablation.hpp"
#include "compat/ablation_rows.hpp"

namespace signalbox::cli {

// An ablation as somebody asks for it.
struct AblationOrder {
  TrialOrder trial;                    // each run has a directory of its own below this one's
  std::string name;                    // of the suite, in evidence; empty: its command
  std::string ledger;                  // file, which must be there
  std::string state;                   // file; empty: beside the ledger
  bool restart = false;                // whatever has been done is forgotten
  std::string client;                  // name or fingerprint; empty: the one that comes
  std::optional<std::string> version;  // of it; none: as it declares
  std::set<std::string> events;        // empty: all that it is sent
  int repeats = Ablation::kControls;
  bool keeps = false;  // directories of runs stay
  std::function<void(const std::string&)> progress;
};

// What came of it.
struct AblationResult {
  Ablation ablation;
  AblationRecord record;
  std::size_t evidence = 0;  // rows that were added to the ledger
};

// Runs the suite as often as it takes, going on where an earlier call was interrupted, and writes
// what that shows into the ledger. Throws as run_trial() does, and std::runtime_error, NotFound and
// LedgerError where nothing can be told, or of nobody.
AblationResult ablate(RunLoop& loop, const AblationOrder& order);

// For a reader, and for a program.
std::string text_of(const AblationResult& result, const std::string& ledger);
std::string json_of(const AblationResult& result);

}  // namespace signalbox::cli
