// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compat/brownout_rows.hpp"
#include "host/loop.hpp"
#include "host/observer.hpp"

namespace signalbox {

class Books;
class Experiments;
class Stages;
class Visitors;
struct Visitor;

// Begins and ends the planned brownouts, each as an experiment; ends one early, as harm, when a
// client asks for the event back or keeps reconnecting. [loop]
class Brownouts final : public Observer {
 public:
  // So many times in a minute, and three times as often as before, is a storm: a client that
  // reconnects after a loss does it once or twice.
  static constexpr std::size_t kStorm = 4;

  // All outlive it. Behind Visitors and Experiments in the host's list.
  Brownouts(Loop& loop, Books& books, const Visitors& visitors, const Stages& stages,
            Experiments& experiments);

  // Writes it down; `done` gets its id, or why not.
  void plan(Brownout brownout,
            std::function<void(const std::string& error, std::uint64_t id)> done);

  // `done` gets whether there was such a one to come or under way, which is aborted.
  void cancel(std::uint64_t id, std::function<void(bool)> done);

  // Those to come and under way, in the order of their start.
  std::vector<Brownout> planned() const;

  // A client wants an item although it has it: it must have missed it.
  void asked_back(const Session& session, const ItemName& item);

  void negotiating(Session& session, bool signals, Proceed proceed) override;

 private:
  struct Planned {
    Brownout brownout;
    std::uint64_t experiment = 0;  // 0: it is not under way
  };

  void tick();
  void begin(Planned& planned);
  void end(const Planned& planned);
  void harm(const Session& session, const std::string& reason,
            const std::function<bool(const Brownout&)>& is_meant);
  void note_visit(const std::string& fingerprint);
  bool is_storm(const std::string& fingerprint, std::int64_t since) const;

  Loop& loop_;
  Books& books_;
  const Visitors& visitors_;
  const Stages& stages_;
  Experiments& experiments_;
  std::map<std::uint64_t, Planned> planned_;
  std::map<std::string, std::deque<std::int64_t>> visits_;  // by fingerprint
  std::optional<Timer> next_;

  // Callbacks that come later hold it weakly.
  const std::shared_ptr<Brownouts*> self_ = std::make_shared<Brownouts*>(this);
};

}  // namespace signalbox
