// SPDX-License-Identifier: Apache-2.0
#include "compat/ledger_refusal.hpp"

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

namespace signalbox {

LedgerRefusal refusal_of(const SQLite::Exception& error) {
  switch (error.getErrorCode()) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_NOMEM:
    case SQLITE_READONLY:
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_CANTOPEN:
    case SQLITE_PROTOCOL: return LedgerRefusal::world;
    case SQLITE_ERROR: return LedgerRefusal::schema;
    default: return LedgerRefusal::for_good;
  }
}

bool is_locked(const SQLite::Exception& error) {
  return error.getErrorCode() == SQLITE_BUSY;
}

}  // namespace signalbox
