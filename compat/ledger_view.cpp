// SPDX-License-Identifier: Apache-2.0
#include "compat/ledger_view.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/SQLiteCpp.h>

#include "compat/account_rows.hpp"
#include "compat/ledger_error.hpp"
#include "compat/ledger_file.hpp"
#include "compat/migrate.hpp"
#include "compat/missing_rows.hpp"
#include "compat/stop_reading.hpp"
#include "compat/tally.hpp"
#include "compat/tally_contents.hpp"

namespace signalbox {
namespace {

// The tally was read first: whatever was folded in since is in the file already, and more.
void raise(std::uint64_t& count, SQLite::Column folded) {
  count = std::max(count, static_cast<std::uint64_t>(folded.getInt64()));
}

void raise_to_folded(SQLite::Database& copy, TallySlot& slot) {
  const bool is_account = slot.kind == SlotKind::account;
  SQLite::Statement row(
      copy, is_account
                ? "SELECT due, delivered, filtered, muted, failed FROM account WHERE id = ?"
                : "SELECT emissions, due_default, due_explicit FROM emission_account WHERE id = ?");
  row.bind(1, static_cast<std::int64_t>(slot.owner.id));
  if (!row.executeStep()) return;
  if (!is_account) {
    raise(slot.emissions.emissions, row.getColumn(0));
    raise(slot.emissions.due_default, row.getColumn(1));
    raise(slot.emissions.due_explicit, row.getColumn(2));
    return;
  }
  raise(slot.account.due, row.getColumn(0));
  raise(slot.account.delivered, row.getColumn(1));
  raise(slot.account.filtered, row.getColumn(2));
  raise(slot.account.muted, row.getColumn(3));
  raise(slot.account.failed, row.getColumn(4));
}

void fold_in(SQLite::Database& copy, TallyContents tally) {
  const std::string uuid = copy.execAndGet("SELECT uuid FROM ledger");
  if (uuid != tally.ledger) return;
  SQLite::Transaction transaction(copy);
  for (TallySlot& slot : tally.slots) {
    add_missing_rows(copy, tally, slot);
    raise_to_folded(copy, slot);
    if (slot.kind == SlotKind::account) fold_account(copy, slot, tally.heartbeat);
    if (slot.kind == SlotKind::emission) fold_emissions(copy, slot, tally.heartbeat);
  }
  transaction.commit();
}

}  // namespace

std::unique_ptr<SQLite::Database> view_ledger(const std::filesystem::path& file,
                                              const std::atomic<bool>* stopping) {
  TallyContents tally = read_tally(tally_path(file));
  const std::unique_ptr<SQLite::Database> ledger = open_ledger_read_only(file);
  try {
    // In memory as far as SQLite's cache goes, then in a file without a name.
    auto copy =
        std::make_unique<SQLite::Database>("", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    if (stopping != nullptr) stop_reading_when(*stopping, *copy);
    SQLite::Backup(*copy, *ledger).executeStep();
    migrate_copy(*copy, file, migrations());
    if (tally.run != 0) fold_in(*copy, std::move(tally));
    return copy;
  } catch (const SQLite::Exception& error) {
    throw LedgerError(is_newer(*ledger) ? LedgerError::Kind::newer : LedgerError::Kind::unusable,
                      "Cannot read ledger '" + file.string() + "': " + error.what());
  }
}

}  // namespace signalbox
