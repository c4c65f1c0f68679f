// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compat/holds.hpp"
#include "compat/ledger.hpp"
#include "compat/ledger_writer.hpp"
#include "compat/tally.hpp"
#include "host/observer.hpp"
#include "host/reply.hpp"

namespace signalbox {

class ClientInfos;
class DefaultConnections;
class Processes;

// Writes down who uses which legacy event: gives each connection its account in the tally, lets
// no reply that starts one leave before its rows are committed, and folds the tally into the
// ledger every kFold. [loop]
class Recorder final : public Observer {
 public:
  static constexpr std::chrono::seconds kFold{1};

  // Claims and opens the ledger `file`; throws LedgerError. Comes after the others it is given,
  // and after DefaultConnections in the host's list.
  Recorder(Loop& loop, const std::filesystem::path& file, const DefaultConnections& defaults,
           const ClientInfos& infos, const Processes& processes);

  // Folds for the last time and ends the run.
  ~Recorder() override;

  void machine_started(Machine& machine) override;
  void machine_ended(Machine& machine) override;
  void accessor_added(Machine& machine, const OfferedAccessor& accessor) override;
  void accessor_removed(Machine& machine, const OfferedAccessor& accessor) override;
  void session_opened(Session& session) override;
  void negotiating(Session& session, bool signals, Proceed proceed) override;
  void connecting(Session& session, Connection& connection, Proceed proceed) override;
  void session_closed(Session& session, std::string_view reason) override;
  void emitted(Machine& machine, const Tap& tap, const Frame& frame, std::size_t defaults,
               std::size_t explicits) override;

 private:
  // One session's part, from its greeting on.
  struct Visit {
    SessionFacts facts;
    bool is_recorded = false;  // its rows are written, or on their way
    std::vector<TallySlot*> accounts;
  };

  // The last ids given out.
  struct Ids {
    std::uint64_t machine;
    std::uint64_t session;
    std::uint64_t account;
    std::uint64_t emission_account;
  };

  TallySlot& account_of(Visit& visit, const Connection& connection, UseMode mode,
                        std::vector<SlotOwner>& added);
  SlotOwner owner_of(const Visit& visit, const Connection& connection, UseMode mode);
  void add_opt_out(const Session& session, SessionFacts& facts) const;
  void commit(const Machine& machine, LedgerWriter::Change change, Proceed proceed);
  void fold();
  std::vector<Watch> watches();
  void trouble(const std::string& reason);

  Loop& loop_;
  const DefaultConnections& defaults_;
  const ClientInfos& infos_;
  const Processes& processes_;
  Tally tally_;
  Ids last_{};
  std::map<std::string, std::uint64_t> known_machines_;
  std::unordered_map<const Machine*, std::uint64_t> machines_;
  std::map<std::pair<std::uint64_t, std::string>, TallySlot*> emission_slots_;
  std::unordered_map<const OfferedAccessor*, EmissionCounts*> emissions_;
  std::unordered_map<SessionId, Visit> visits_;
  Holds holds_;

  std::chrono::steady_clock::time_point watched_until_;
  bool is_degraded_ = false;  // since the last fold, or still
  bool in_trouble_ = false;   // nothing can be committed
  bool said_not_durable_ = false;
  bool folding_ = false;
  std::optional<Timer> next_fold_;

  // Callbacks that come later hold it weakly.
  const std::shared_ptr<Recorder*> self_ = std::make_shared<Recorder*>(this);
  std::unique_ptr<LedgerWriter> writer_;
};

}  // namespace signalbox
