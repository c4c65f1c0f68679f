// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compat/client_identity.hpp"
#include "compat/client_rows.hpp"
#include "compat/ledger_parts.hpp"
#include "compat/stage.hpp"
#include "compat/tally_format.hpp"

namespace SQLite {
class Database;
}

namespace signalbox {

class Tally;

// At most so many clients are kept apart; the rest is one client of kind overflow. (ledger.md)
inline constexpr int kMaxClients = 4096;

// Seconds of one machine since the last fold.
struct Watch {
  std::uint64_t machine = 0;
  std::int64_t watched = 0;
  std::int64_t degraded = 0;  // of these: counted in memory only
};

// So many of an account's delivered events were surely read.
struct ReadCount {
  std::uint64_t account = 0;
  std::uint64_t read = 0;
};

// What a session declares and has negotiated.
struct SessionFacts {
  std::uint64_t id = 0;
  std::uint64_t machine = 0;
  ClientIdentity client;
  std::string version;  // client-info; empty: not declared
  std::string contact;
  std::optional<std::vector<std::string>> interest;  // legacy events: all that it needs
  std::string run_label;
  std::int64_t opened = 0;
  std::int64_t negotiated = 0;
  bool is_observer = false;  // by its listener
  bool opted_out_of_all = false;
  std::vector<std::string> opted_out;  // legacy events
};

// A session that goes on with the rows of one that was like it and is over.
struct Renewal {
  std::uint64_t session = 0;  // the row
  std::int64_t pid = 0;
  std::int64_t negotiated = 0;
  std::optional<std::vector<std::string>>
      interest;  // which it has declared, as SessionFacts has it
};

// Counts to be folded in: absolute, so that what is folded twice counts once.
struct Fold {
  std::int64_t now = 0;
  std::vector<TallySlot> slots;
  std::vector<std::uint64_t> closed;  // accounts that get no more adds; nothing of them is pending
  std::vector<Watch> watches;
  std::vector<ReadCount> reads = {};
};

// The rows of one ledger, and one run of a host in it. Who still uses what is to be removed.
//
// Changes are made inside a transaction of the caller's (begin, then commit or roll_back); a
// commit is on disk when it returns. Every method throws SQLite::Exception, except where it says
// LedgerError. Belongs to one thread at a time; see ledger_writer.hpp.
class Ledger {
 public:
  // Opens `file`, which `tally` has claimed, folds in what a former host left in the tally, and
  // begins a run in both. Throws LedgerError.
  Ledger(const std::filesystem::path& file, Tally& tally, std::int64_t now);
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  void begin();
  void commit();
  void roll_back() noexcept;

  std::uint64_t run() const { return run_; }

  // From now on; without it, all clients of a user may be new. `limit.counted` is called on the
  // thread that the ledger belongs to, inside a transaction.
  void limit_new_clients(NewClients limit) { new_clients_ = std::move(limit); }

  // For rows that others make.
  SQLite::Database& database() { return *database_; }

  // The counts of a fold are parts; other changes are whole.
  LedgerParts& parts() { return parts_; }

  // The last id in use in a table, 0: none. Later ones are the caller's to give out.
  std::uint64_t last(const char* table);

  // How many are kept apart, those of former runs included.
  std::uint64_t client_count();

  // The ids of the machines that are known, by name.
  std::map<std::string, std::uint64_t> machines();

  // The names of the clients that are known, by fingerprint.
  std::map<std::string, std::string> clients();

  void add_machine(std::uint64_t id, const std::string& name, std::int64_t now);
  void add_item(const std::string& event, const std::string& successor, std::int64_t now);
  void add_item(const ItemName& item, std::int64_t now);
  void add_session(const SessionFacts& session);
  void add_account(const SlotOwner& owner, std::int64_t now);

  // The session, its client, build, choices and uses are as new as the latest one that is like it.
  void renew_session(const Renewal& renewal);
  void add_emission_account(const SlotOwner& owner);
  void undo_opt_out(std::uint64_t session, const std::string& event, std::int64_t now);
  void fold(const Fold& fold);
  void close_session(std::uint64_t session, const std::string& reason, std::int64_t now);
  void end_run(std::int64_t now);

 private:
  std::unique_ptr<SQLite::Database> database_;
  LedgerParts parts_;
  std::uint64_t run_ = 0;
  NewClients new_clients_;
};

}  // namespace signalbox
