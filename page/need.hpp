// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "compat/verdict.hpp"

namespace signalbox {

// Whether a client needs an item, as far as is known; what stands most in the way of its removal
// last.
enum class Need {
  none,      // it has nothing to do with it
  settled,   // resolved or waived by somebody
  unused,    // settled by time or by a person's word, or it never kept or used the item
  unproven,  // nobody knows
  used,      // proved or stated to need it
};

// In the order of a reader's interest.
constexpr Need kNeeds[] = {Need::used, Need::unproven, Need::unused, Need::settled};

// How it is shown: never by colour alone. The word is its CSS class and pattern, too.
struct NeedText {
  std::string_view word;
  std::string_view letter;
  std::string_view meaning;
};

constexpr NeedText text_of(Need need) {
  switch (need) {
    case Need::used: return {"used", "U", "decisive evidence that the client needs it"};
    case Need::unproven:
      return {"unproven", "?", "it had it, and neither time nor a person has settled that"};
    case Need::unused:
      return {"unused", "N", "it never had it, or time or a person's word has settled it"};
    case Need::settled: return {"settled", "S", "resolved or waived by somebody"};
    case Need::none: break;
  }
  return {"none", "", "never had it"};
}

inline Need need_of(const Standing& standing) {
  if (standing.exclusion != Standing::Exclusion::none) return Need::settled;
  switch (standing.verdict) {
    case Verdict::in_use: return Need::used;
    case Verdict::unknown:
    case Verdict::unproven: return Need::unproven;
    case Verdict::safe_by_decision:
    case Verdict::safe_by_time: break;
  }
  return Need::unused;
}

}  // namespace signalbox
