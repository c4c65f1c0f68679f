// SPDX-License-Identifier: Apache-2.0
#include "compat/stop_reading.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

namespace signalbox {
namespace {

// Of SQLite's virtual machine, about a millisecond.
constexpr int kInstructionsBetweenLooks = 10'000;

int is_set(void* flag) {
  return static_cast<const std::atomic<bool>*>(flag)->load() ? 1 : 0;
}

}  // namespace

void stop_reading_when(const std::atomic<bool>& stopping, SQLite::Database& ledger) {
  sqlite3_progress_handler(ledger.getHandle(), kInstructionsBetweenLooks, is_set,
                           const_cast<std::atomic<bool>*>(&stopping));
}

}  // namespace signalbox
