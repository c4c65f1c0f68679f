// SPDX-License-Identifier: Apache-2.0
#include "compat/evidence.hpp"

#include <algorithm>
#include <iterator>

namespace signalbox {
namespace {

struct Weight {
  EvidenceKind kind;
  std::string_view word;
  int used;
  int unused;
};

// What a client does weighs 5, what somebody says of it 4; silence is no more than a hint: a client
// from which an event is kept may hang without a word.
constexpr Weight kWeights[] = {
    {EvidenceKind::ablation_fail, "ablation-fail", 5, 0},
    {EvidenceKind::ablation_pass, "ablation-pass", 0, 3},
    {EvidenceKind::opt_out, "opt-out", 0, 5},
    {EvidenceKind::asked_back, "asked-back", 5, 0},
    {EvidenceKind::explicit_connect, "explicit-connect", 5, 0},
    {EvidenceKind::command, "command", 5, 0},
    {EvidenceKind::interest, "interest", 4, 4},
    {EvidenceKind::statement, "statement", 4, 4},
    {EvidenceKind::catalogue, "catalogue", 4, 4},
    {EvidenceKind::brownout_harm, "brownout-harm", 4, 0},
    {EvidenceKind::brownout_quiet, "brownout-quiet", 0, 1},
    {EvidenceKind::successor, "successor", 0, 1},
};

const Weight& weight_of(EvidenceKind kind) {
  return *std::find_if(std::begin(kWeights), std::end(kWeights),
                       [kind](const Weight& each) { return each.kind == kind; });
}

}  // namespace

int strength_of(EvidenceKind kind, Sign sign) {
  const Weight& weight = weight_of(kind);
  return sign == Sign::used ? weight.used : weight.unused;
}

bool may_decide(const Evidence& evidence) {
  return evidence.sign == Sign::used || evidence.kind == EvidenceKind::opt_out ||
         evidence.kind == EvidenceKind::statement;
}

std::string_view word_of(EvidenceKind kind) {
  return weight_of(kind).word;
}

std::string_view word_of(Sign sign) {
  return sign == Sign::used ? "used" : "unused";
}

std::optional<EvidenceKind> evidence_kind(std::string_view word) {
  for (const Weight& each : kWeights) {
    if (each.word == word) return each.kind;
  }
  return std::nullopt;
}

}  // namespace signalbox
