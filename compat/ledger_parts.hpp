// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace SQLite {
class Database;
}

namespace signalbox {

// A change of the ledger that was not made.
struct LeftOut {
  std::string what;    // for people: "counts of STOP"
  std::string reason;  // SQLite's
};

// The parts of a change that do not need each other, such as the counts of two events: where SQLite
// refuses one of them, the others are made. In a transaction of the caller's. [writer's thread]
class LedgerParts {
 public:
  // Which refused parts are undone and left out. Any other SQLite::Exception ends the change, and
  // LedgerRefusal::world always does. `nothing` saves each part a savepoint.
  enum class Leave { nothing, for_good, schema_too };

  explicit LedgerParts(SQLite::Database& database) : database_(database) {}

  void leave_out(Leave leave) { leave_ = leave; }

  // Makes one part. `kind` and `name` say what it is: "counts of", "STOP".
  void make(std::string_view kind, std::string_view name, const std::function<void()>& part);

  // Changes that were left out since the last call.
  std::vector<LeftOut> take_left_out() { return std::exchange(left_out_, {}); }

 private:
  SQLite::Database& database_;
  Leave leave_ = Leave::nothing;
  std::vector<LeftOut> left_out_;
};

}  // namespace signalbox
