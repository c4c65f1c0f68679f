// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compat/account_backlog.hpp"
#include "compat/books.hpp"
#include "compat/holds.hpp"
#include "compat/ledger.hpp"
#include "compat/ledger_writer.hpp"
#include "compat/like_sessions.hpp"
#include "compat/visit.hpp"
#include "compat/watched_machines.hpp"
#include "host/observer.hpp"
#include "host/reply.hpp"

namespace signalbox {

class ClientInfos;
class DefaultConnections;
class Exposition;
class Visitors;

// Writes down who uses which legacy event: gives each connection its account in the tally, lets
// no reply that starts one leave before its rows are committed, and folds the tally into the
// ledger every kFold. [loop]
class Recorder final : public Observer {
 public:
  static constexpr std::chrono::seconds kFold{1};

  // A client whose account has too many changes on their way to the disk ends its negotiation
  // when there is room, or after so long.
  static constexpr std::chrono::milliseconds kLongestWait{1000};

  // Comes after the others it is given in the host's list. `most_changes` of a client account may
  // be on their way to the disk.
  Recorder(Loop& loop, Books& books, const DefaultConnections& defaults, const ClientInfos& infos,
           const Visitors& visitors, std::uint64_t most_changes);

  // Folds for the last time and ends the run.
  ~Recorder() override;

  void write_metrics(Exposition& out) const;

  void machine_started(Machine& machine) override;
  void machine_ended(Machine& machine) override;
  void accessor_added(Machine& machine, const OfferedAccessor& accessor) override;
  void session_opened(Session& session) override;
  void negotiating(Session& session, bool signals, Proceed proceed) override;
  void connecting(Session& session, Connection& connection, Proceed proceed) override;
  void started(Session& session, Connection& connection) override;
  void disconnected(Session& session, Connection& connection) override;
  void session_closed(Session& session, std::string_view reason) override;
  void upstream_found(Machine& machine) override;
  void upstream_lost(Machine& machine) override;

  // A client calls what is deprecated, or is refused it: `reply`, unless it has left, waits until
  // the first time is on disk.
  void used(Session& session, const ItemName& item, bool is_refused, ReplyId reply);

  void emitted(Machine& machine, const Tap& tap, const Frame& frame, std::size_t defaults,
               std::size_t explicits) override;

 private:
  TallySlot& account_of(Visit& visit, const ItemName& item, UseMode mode,
                        std::vector<SlotOwner>& added);
  SlotOwner owner_of(const Visit& visit, const ItemName& item, UseMode mode);
  void add_reads(Session& session, Visit& visit, std::vector<ReadCount>& reads) const;
  void add_opt_out(const Session& session, SessionFacts& facts) const;
  void record(Session& session, Visit& visit, Proceed proceed);
  void go_on(Visit& visit, Visit with);
  bool may_rest(const Visit& visit) const;
  void write_end(RestingVisit over);
  void write_ends(std::vector<RestingVisit> over);
  void write_renewals();
  void commit(const Visit& visit, const char* what, LedgerWriter::Change change, Proceed proceed);
  void write(AccountBacklog::Account account, const char* what, LedgerWriter::Change change,
             std::function<void()> done = {});
  std::vector<TallySlot> changed();
  void fold();
  std::vector<Watch> watches();

  Loop& loop_;
  Books& books_;
  const DefaultConnections& defaults_;
  const ClientInfos& infos_;
  const Visitors& visitors_;
  Books::LastIds last_;  // given out
  WatchedMachines machines_;
  std::unordered_map<SessionId, Visit> visits_;
  Holds holds_;
  AccountBacklog backlog_;
  LikeSessions like_;
  std::unordered_map<std::uint64_t, Renewal> renewals_;  // since the last fold, by row
  std::vector<ReadCount> reads_;                         // of sessions that rest, the same

  // For write_metrics().
  std::uint64_t folds_ = 0;
  std::int64_t last_fold_ = 0;                                  // seconds since 1970
  std::uint64_t watched_seconds_ = 0;                           // of all machines
  std::uint64_t degraded_seconds_ = 0;                          // of these
  const std::shared_ptr<std::atomic<std::uint64_t>> clients_ =  // the writer's thread sets it
      std::make_shared<std::atomic<std::uint64_t>>(0);

  std::chrono::steady_clock::time_point watched_until_;
  bool is_degraded_ = false;  // since the last fold, or still
  bool folding_ = false;
  std::optional<Timer> next_fold_;

  // Callbacks that come later hold it weakly.
  const std::shared_ptr<Recorder*> self_ = std::make_shared<Recorder*>(this);
};

}  // namespace signalbox
