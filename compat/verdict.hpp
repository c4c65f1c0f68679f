// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compat/case_file.hpp"
#include "compat/next_step.hpp"

namespace signalbox {

// Whether an item can go; the worst first.
enum class Verdict {
  in_use,            // somebody needs it
  unknown,           // too little was seen to say
  unproven,          // somebody kept it, and neither time nor a person has settled that
  safe_by_decision,  // every client is settled, some of them by a person's word
  safe_by_time,      // every client is settled by time, or never kept or used it
};

// "in-use", "unknown", "unproven", "safe by decision", "safe by time".
std::string_view word_of(Verdict verdict);

// The ledger's: "safe" for both.
std::string_view stored_word_of(Verdict verdict);

// The numbers that verdicts turn on. All may be set by whoever asks.
struct Thresholds {
  int settle_days = 400;  // of watching since a client kept or used it: it is settled by time
  int coverage_days =
      30;  // of watching every machine, for safe, and nearly all of the last so many
  int removal_days = 400;   // a business period, for removed
  int min_emissions = 10;   // with fewer, somebody unproven may just have been lucky
  int dormant_days = 90;    // a client not seen for longer has not gone: it must be asked after
  int evidence_days = 400;  // a person's word that is older has to be renewed
};

// The last time that a build kept an item or used it. Nothing that is known of other sessions takes
// it away: one client may be any number of programs.
struct Doubt {
  std::int64_t at = 0;      // seconds since 1970-01-01 UTC; of a session that is open, now
  double watched_days = 0;  // since then, of the machine of the build that was watched least
  bool is_open = false;     // a session has it at this moment
};

// Where one build stands with one item.
struct Standing {
  enum class Exclusion { none, resolved, waived };

  const Subject* subject = nullptr;  // of the CaseFile
  const Dossier* dossier = nullptr;  // as read; `evidence` below says what still counts
  Verdict verdict = Verdict::unproven;
  std::vector<Evidence> evidence;         // newest first
  std::optional<std::size_t> decisive;    // the newest that is no mere argument
  std::optional<Doubt> doubt;             // none: it never kept the item and never used it
  Exclusion exclusion = Exclusion::none;  // not counted for the item's verdict
  std::string exclusion_reason;           // "resolved on 2026-11-25 by alice: gone"
  bool is_dormant = false;
  NextStep next_step;  // unproven and unknown: the cheapest
};

// How long the machines of an item were watched.
struct CoverageFacts {
  double days = 0;             // of the machine that was watched least
  double recent_days = 0;      // the least of the last Thresholds::coverage_days, of any machine
  std::string recent_machine;  // its name
  std::string machine;         // its name; empty: none was watched
  bool has_gap_today = false;
};

struct ItemVerdict {
  const Item* item = nullptr;  // of the CaseFile
  Verdict verdict = Verdict::unknown;
  std::vector<std::string> rests_on;  // sentences without a full stop
  CoverageFacts coverage;
  std::int64_t emissions = 0;
  bool is_covered_for_removal = false;  // watched for a business period
  std::vector<Standing> standings;      // of every build concerned, by name, then version
};

// The verdict on each item of `file`, in its order. A pure function of its arguments; what it
// returns points into `file`.
std::vector<ItemVerdict> judge(const CaseFile& file, std::int64_t now,
                               const Thresholds& thresholds = {});

// An event can go when its default connection and the event itself can: the worst of the verdicts
// on the items of that name. None: no item has it.
std::optional<Verdict> removal_verdict(const std::vector<ItemVerdict>& verdicts,
                                       std::string_view name);

}  // namespace signalbox
