// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace SQLite {
class Exception;
}

namespace signalbox {

// The meaning of an error of SQLite for another try of the same change.
enum class LedgerRefusal {
  world,    // a locked file, a full disk, an input/output error: it is made when that has passed
  schema,   // a table or column is missing: somebody may be changing the file
  for_good  // a constraint, a type, a size, a damaged page
};

LedgerRefusal refusal_of(const SQLite::Exception& error);

// Returns whether another program has the file locked.
bool is_locked(const SQLite::Exception& error);

}  // namespace signalbox
