// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "compat/experiment.hpp"
#include "host/observer.hpp"
#include "host/reply.hpp"

namespace signalbox {

class Books;
class Host;
class Visitors;

// The experiments under way. None begins before its row is on disk; each ends with an outcome, at
// the latest when the host ends. [loop]
class Experiments final : public Observer {
 public:
  // Both outlive it. Behind Visitors in the host's list.
  Experiments(Books& books, const Visitors& visitors);

  // Ends what is under way as aborted.
  ~Experiments() override;

  // Of the sessions that are there, the most of one machine that an audience covers.
  std::size_t most_sessions(const Audience& audience) const;

  // Told why an experiment does not begin; empty: it runs.
  using Begun = std::function<void(const std::string& refusal, std::uint64_t id)>;

  // Gives it an id and writes it down; then it runs, and `begun` is called.
  std::uint64_t begin(Experiment experiment, Begun begun);

  // What it was; nullopt: no such experiment is under way. `reason` may be empty.
  std::optional<Experiment> end(std::uint64_t id, Experiment::Outcome outcome,
                                const std::string& reason);

  // Those under way, with what each has withheld by now.
  std::map<std::uint64_t, Experiment> under_way() const;

  // As DeliveryPolicy has it.
  bool withholds(const Session& session, const Connection& connection);

  // The experiment that refuses a command or an argument, 0: none; the same, counted.
  std::uint64_t refusing(const Session& session, const ItemName& item) const;
  bool refuses(const Session& session, const ItemName& item);

  void machine_started(Machine& machine) override;
  void negotiating(Session& session, bool signals, Proceed proceed) override;
  void disconnected(Session& session, Connection& connection) override;
  void session_closed(Session& session, std::string_view reason) override;

 private:
  // Names a connection for as long as its session is there.
  struct Name {
    std::string machine;
    SessionId session;
    std::string accessor;
    std::string tag;  // empty: a default connection

    auto operator<=>(const Name&) const = default;
  };
  static Name name_of(const Connection& connection);

  // A connection that is withheld: by what, and what had been withheld before.
  struct Withheld {
    std::uint64_t experiment;
    std::uint64_t before;
  };

  void recorded(std::uint64_t id, const std::string& refusal);
  void apply();
  void apply_delay(Session& session);
  static bool may_delay(const Session& session);  // whether its machine has room for one more
  void forget(const Connection& connection);

  Books& books_;
  const Visitors& visitors_;
  Host* host_ = nullptr;  // null: no machine has started
  std::uint64_t last_;
  std::map<std::uint64_t, Experiment> experiments_;
  std::map<Name, Withheld> withheld_;

  // Callbacks that come later hold it weakly.
  const std::shared_ptr<Experiments*> self_ = std::make_shared<Experiments*>(this);
};

}  // namespace signalbox
