// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>

#include "host/loop.hpp"

namespace signalbox {

class Machine;

// Those who wait until a machine's sessions with a run label have come to a certain point, so that
// nobody needs to guess how long that takes. [loop]
class Barriers {
 public:
  // The command that waits.
  struct Asker {
    // Gets what is still missing when the time is up, as a sentence; empty: the point is reached.
    std::function<void(const std::string& missing)> done;
    // Returns false when its client has left: then the wait ends without done().
    std::function<bool()> is_there;
  };

  explicit Barriers(Machine& machine) : machine_(machine) {}
  Barriers(const Barriers&) = delete;
  Barriers& operator=(const Barriers&) = delete;

  // Emission `number` has been made, what was called and emitted until then has been fanned out,
  // and all labelled sessions have it: nothing waits in an outbox, nor unread in a Unix socket.
  void await_drained(std::uint64_t number, std::chrono::milliseconds patience, Asker asker);

  // A client with this label has negotiated and is connected to `signal`, an accessor or an event;
  // empty: to anything.
  void await_connected(std::string label, std::string signal, std::chrono::milliseconds patience,
                       Asker asker);

  bool empty() const { return waits_.empty(); }
  std::size_t size() const { return waits_.size(); }

  // Ends the waits that are through, or whose clients have left. Called after each turn.
  void check();

  // The machine ends: nobody waits any longer.
  void end();

 private:
  struct Drain;

  struct Wait {
    std::function<std::string()> missing;  // empty: reached
    std::chrono::steady_clock::time_point deadline;
    std::chrono::milliseconds patience;
    Asker asker;
  };

  void add(std::chrono::milliseconds patience, std::function<std::string()> missing, Asker asker);
  std::string missing(const std::shared_ptr<Drain>& drain);
  void snapshot(Drain& drain);
  void look();

  Machine& machine_;
  std::list<Wait> waits_;
  bool is_checking_ = false;
  bool has_ended_ = false;
  std::optional<Timer> next_look_;  // what clients have read, nobody tells
};

}  // namespace signalbox
