// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "compat/stage.hpp"

namespace SQLite {
class Database;
}

namespace signalbox {

// Somebody moves an item.
struct StageChange {
  ItemName item;
  Stage stage = Stage::active;
  std::string client;           // fingerprint; empty: the item itself, for all clients
  bool ends_exception = false;  // the client is held to the item's own stage again
  std::string person;
};

// What became of it. A refusal is one sentence, and nothing has changed then.
struct StageResult {
  std::string refusal;
  Stage from = Stage::active;
  std::string verdict;     // on which it rests: "safe"
  bool is_forced = false;  // by a waiver
};

// Whether an item can go: "in-use", "unproven", "unknown" or "safe". To be removed it must have
// been watched for longer than for the stages before.
using VerdictOf = std::function<std::string(SQLite::Database& ledger, const ItemName& item,
                                            Stage next, std::int64_t now)>;

// Writes it down. An item is removed where the verdict is safe, or a waiver for all clients is in
// force. In a transaction of the caller's. All here throw SQLite::Exception.
StageResult change_stage(SQLite::Database& ledger, const StageChange& change,
                         const VerdictOf& verdict_of, std::int64_t now);

// An item that is not active, or a client's exception from it.
struct StageRow {
  ItemName item;
  std::string successor;
  Stage stage = Stage::active;
  std::string client;  // fingerprint; empty: the item itself
};
std::vector<StageRow> stage_rows(SQLite::Database& ledger);

// A build asked so many times for an item that is hidden or removed.
void add_demand(SQLite::Database& ledger, const std::string& fingerprint,
                const std::string& version, const ItemName& item, std::int64_t times,
                std::int64_t now);

}  // namespace signalbox
