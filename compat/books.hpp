// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compat/brownout_rows.hpp"
#include "compat/client_rows.hpp"
#include "compat/ledger_reader.hpp"
#include "compat/ledger_writer.hpp"
#include "compat/stage_rows.hpp"
#include "compat/tally.hpp"
#include "host/limit.hpp"

namespace signalbox {

class Loop;

// Gives the time, in seconds since 1970-01-01 UTC.
using Clock = std::function<std::int64_t()>;

// The system's.
std::int64_t seconds_now();

// For a client whose change the ledger does not take; `refusal` is SQLite's reason.
std::string not_recorded(const std::string& refusal);

// The ledger that this host keeps: its tally, and the thread that writes it. [loop]
class Books {
 public:
  // The last ids in use, by table: later ones are the host's to give out.
  struct LastIds {
    std::uint64_t machine = 0;
    std::uint64_t session = 0;
    std::uint64_t account = 0;
    std::uint64_t emission_account = 0;
    std::uint64_t experiment = 0;
  };

  // What the file held when it was opened.
  struct Opening {
    LastIds last;
    std::map<std::string, std::uint64_t> machines;  // by name
    std::map<std::string, std::string> clients;     // names by fingerprint
    std::vector<StageRow> stages;
    std::vector<Brownout> brownouts;
  };

  // Claims and opens the ledger `file`; throws LedgerError.
  // Of `limits`, those on what is new in a day are used; see Ledger::limit_new_clients().
  Books(Loop& loop, const std::filesystem::path& file, const LimitValues& limits,
        Clock clock = seconds_now);

  // Commits what waits.
  ~Books();

  const Opening& opening() const { return opening_; }
  Tally& tally() { return tally_; }
  std::int64_t now() const { return clock_(); }

  // As those of LedgerWriter.
  void write(std::string what, LedgerWriter::Change change, LedgerWriter::Done done = {});
  void write_counts(LedgerWriter::Change change, LedgerWriter::Done done);

  // Asks the ledger as it is when all changes before this call are on disk. As LedgerReader::ask();
  // `done` also gets the reason why nothing can be written.
  void ask(LedgerReader::Question question, LedgerReader::IsAwaited is_awaited,
           LedgerReader::Done done);

  // `counted` is called for each client that is new, on the loop, with the limit that it counts
  // for, new_clients or new_versions; see NewClients. What it refers to outlives the loop's run.
  using Counted = std::function<void(Limit limit, const std::string& of, std::uint64_t count)>;
  void when_new_client(Counted counted) { counted_ = std::move(counted); }

  // Changes that SQLite has refused for good, or parts of them.
  std::uint64_t missed() const { return missed_; }

  // Looks whether the ledger's files are still where they were opened, and says once what is wrong
  // with each. Comes before the tally's slots are read.
  void look();

  bool is_writable() const { return !in_trouble_ && !is_gone_; }

  // Whether something could not be committed since this was last asked, or is lost.
  bool had_trouble() { return std::exchange(had_trouble_, in_trouble_ || is_gone_); }

 private:
  void trouble(const std::string& reason);
  void missed(const LeftOut& change);
  void look_at_ledger();
  void look_at_index();
  void look_at_tally();
  NewClients limit_of(Loop& loop, const LimitValues& limits) const;
  std::filesystem::path write_ahead_file() const;

  const Clock clock_;
  const std::filesystem::path file_;
  Tally tally_;
  Opening opening_;
  bool in_trouble_ = false;  // nothing can be committed at present
  bool had_trouble_ = false;
  std::uint64_t inode_ = 0;
  std::uint64_t write_ahead_inode_ = 0;  // 0: there was none yet
  bool was_durable_ = true;              // the tally
  bool is_gone_ = false;  // the file was removed, or another one was put in its place
  Counted counted_;
  std::uint64_t missed_ = 0;
  std::uint64_t unsaid_ = 0;  // of these, since the last line about one
  std::optional<std::chrono::steady_clock::time_point> said_;
  // Callbacks that come later hold it weakly.
  const std::shared_ptr<Books*> self_ = std::make_shared<Books*>(this);
  std::unique_ptr<LedgerWriter> writer_;
  LedgerReader reader_;
};

}  // namespace signalbox
