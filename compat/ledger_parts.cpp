// SPDX-License-Identifier: Apache-2.0
#include "compat/ledger_parts.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include "compat/ledger_refusal.hpp"

namespace signalbox {

void LedgerParts::make(std::string_view kind, std::string_view name,
                       const std::function<void()>& part) {
  if (leave_ == Leave::nothing) return part();
  database_.exec("SAVEPOINT part");
  try {
    part();
  } catch (const SQLite::Exception& error) {
    const LedgerRefusal refusal = refusal_of(error);
    // SQLite may have rolled back all of the transaction by itself.
    if (refusal == LedgerRefusal::world) throw;
    if (refusal == LedgerRefusal::schema && leave_ != Leave::schema_too) throw;
    database_.exec("ROLLBACK TO part");
    left_out_.push_back({std::string(kind).append(" ").append(name), error.what()});
  }
  database_.exec("RELEASE part");
}

}  // namespace signalbox
