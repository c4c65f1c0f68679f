// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "host/reply.hpp"
#include "signalbox/plugin.h"

namespace signalbox {

class Machine;
class Session;
class Tap;
struct Frame;
struct OfferedAccessor;

// Follows the emissions of one machine to the sockets of sessions with a run label, and tells what
// became of each as an EmissionEvent. Costs nothing while nobody asks. [loop]
//
//   - Everything is seen that an accessor without arguments emits, whether or not a client is
//     connected; of other accessors, what clients are connected to. An emission that is behind
//     several taps is told once for each.
//   - Told in the order of fanning out, each when it is settled: accepted by the sockets that it
//     was for, or given up because their sessions ended. So a client that does not read holds up
//     what is told; its backlog has a limit (client-backlog).
class EmissionWatch : public std::enable_shared_from_this<EmissionWatch> {
 public:
  explicit EmissionWatch(Machine& machine) : machine_(machine) {}

  // The machine ends: receivers hear of it.
  ~EmissionWatch();

  EmissionWatch(const EmissionWatch&) = delete;
  EmissionWatch& operator=(const EmissionWatch&) = delete;

  // `receiver` hears all that is emitted from the machine's next call on.
  std::uint64_t add(const signalbox_receiver& receiver);
  void remove(std::uint64_t id);

  bool is_on() const { return !receivers_.empty(); }

  // What the machine tells while it is on: an emission was put into the outboxes of a tap's
  // connections; a turn has ended; a session is closed and its outbox given up.
  void fanned_out(const Tap& tap, const Frame& frame);
  void settle();
  void closed(const Session& session);

  // Accessors come and go.
  void accessor_added(const OfferedAccessor& accessor);
  void accessor_removed(const OfferedAccessor& accessor);

 private:
  // What one session has to do with an emission.
  struct Part {
    SessionId session;
    std::string label;
    std::uint64_t end;  // of the event in what the session has ever been sent
    std::uint64_t due;  // events in its outbox
    std::uint64_t filtered;
    std::uint64_t muted;
    std::uint64_t failed;
    bool is_settled;
  };

  struct Emission {
    signalbox_emission identity;
    std::string text;  // the data of its EmissionEvent, up to the labels
    std::vector<Part> parts;
  };

  static Part& part_of(Emission& emission, const Session& session);
  bool is_settled(Emission& emission) const;
  void tell(const Emission& emission) const;
  void open_taps();
  void close_taps();

  Machine& machine_;
  std::uint64_t last_id_ = 0;
  std::map<std::uint64_t, signalbox_receiver> receivers_;
  std::set<std::string> kept_;  // accessors that are tapped for us
  std::deque<Emission> unsettled_;
};

}  // namespace signalbox
