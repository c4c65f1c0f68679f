// SPDX-License-Identifier: Apache-2.0
#include "compat/offline_ledger.hpp"

#include <string>

#include <SQLiteCpp/SQLiteCpp.h>

#include "compat/ledger_error.hpp"
#include "compat/ledger_file.hpp"
#include "compat/recovery.hpp"
#include "compat/tally_contents.hpp"

namespace signalbox {
namespace {

// A claim makes a file: not beside a ledger that is not there.
const std::filesystem::path& existing(const std::filesystem::path& file) {
  open_ledger_read_only(file);
  return file;
}

}  // namespace

OfflineLedger::OfflineLedger(const std::filesystem::path& file, std::int64_t now)
    : tally_(existing(file)), database_(open_ledger(file)) {
  try {
    const TallyContents left = read_tally(tally_.path());
    if (left.run == 0) return;
    recover(*database_, left, now);
    tally_.begin(0, database_->execAndGet("SELECT uuid FROM ledger").getString());
  } catch (const SQLite::Exception& error) {
    throw LedgerError(LedgerError::Kind::unusable,
                      "Cannot use ledger '" + file.string() + "': " + error.what());
  }
}

OfflineLedger::~OfflineLedger() = default;

}  // namespace signalbox
