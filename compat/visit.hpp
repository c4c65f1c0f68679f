// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compat/account_backlog.hpp"
#include "compat/ledger.hpp"
#include "compat/tally_format.hpp"

namespace signalbox {

// One session's part in the ledger, from its greeting on.
struct Visit {
  SessionFacts facts;
  AccountBacklog::Account account = 0;
  bool is_recorded = false;          // its rows are written, or on their way
  std::uint64_t read = 0;            // of what was delivered, when it was last looked at
  std::vector<TallySlot*> accounts;  // taken from the tally, and to be given back
  std::string kind;                  // kind_of() its facts; empty: no other session is like it
};

}  // namespace signalbox
