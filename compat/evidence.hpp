// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace signalbox {

// What speaks for or against a client's need of an item.
enum class EvidenceKind {
  ablation_fail,     // its suite fails when exactly this is muted, and passes when not
  ablation_pass,     // its suite, which was sent it, stays green without it
  opt_out,           // it said that it does without
  asked_back,        // it turned a default connection on again
  explicit_connect,  // it connected to the accessor
  command,           // it sent the command, or the argument
  interest,          // client-info lists it, or is a complete list without it
  statement,         // a named person says so
  catalogue,         // its source says so, as read by us
  brownout_harm,     // reconnected, failed or asked for it back while it was muted
  brownout_quiet,    // was muted without visible harm
  successor,         // it connected to what replaces it
};

enum class Sign { used, unused };

// 5 proves, 4 is somebody's word and decides, less is shown and decides nothing. Strengths are
// never added up.
struct Evidence {
  EvidenceKind kind = EvidenceKind::statement;
  Sign sign = Sign::used;
  int strength = 0;
  std::int64_t at = 0;     // when it was last true, in seconds since 1970-01-01 UTC
  std::int64_t since = 0;  // when it first was; 0: not known apart from `at`
  std::string person;      // who says so; empty: a fact
  std::string reason;      // what it rests on, for a reader; may be empty
  std::string doubt;       // why it counts no more; empty: it counts
  bool is_open = false;    // of use: a session has the connection at this moment
};

// How much a kind of evidence weighs; 0: it cannot have that sign. See docs/verdicts.md.
int strength_of(EvidenceKind kind, Sign sign);

// Returns whether evidence may decide: each claim of use, an opt-out, and a person's statement.
// Other claims of non-use are arguments.
bool may_decide(const Evidence& evidence);

// The ledger's words: "opt-out", "used".
std::string_view word_of(EvidenceKind kind);
std::string_view word_of(Sign sign);
std::optional<EvidenceKind> evidence_kind(std::string_view word);

}  // namespace signalbox
