// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "compat/host_machines.hpp"
#include "compat/tally_format.hpp"

namespace signalbox {

class Books;
class Session;
struct OfferedAccessor;

// The machines that a ledger records, and what is emitted at each of them. Everything is found by
// the names of the machine and the event, which stay when a plugin is replaced. [loop]
class WatchedMachines {
 public:
  // `books` outlives it.
  explicit WatchedMachines(Books& books);

  // A machine serves from now on; until now. The admin endpoint is not recorded.
  void started(const Machine& machine);
  void ended(const Machine& machine);

  // The row of a machine that serves; 0: it is not recorded.
  std::uint64_t row_of(const Machine& machine) const;

  // Calls `visit` with each session of those that serve.
  void for_each_session(const std::function<void(Session&)>& visit) const;

  // The rows of those that serve and whose upstream, if they have one, is there.
  std::vector<std::uint64_t> rows_up() const;

  // Counts the event of a legacy accessor at a machine that is recorded.
  void count(const Machine& machine, const OfferedAccessor& accessor);

  // One emission, due to so many connections. Ignored unless its event is counted.
  void emitted(const Machine& machine, const OfferedAccessor& accessor, std::size_t defaults,
               std::size_t explicits);

  // The slot of an account's event at its machine; null: the event is not counted.
  const TallySlot* slot_for(const TallySlot& account) const;

  // Emissions of an account's event at its machine.
  std::uint64_t emissions_of(const TallySlot& account) const;

 private:
  struct Watched {
    std::uint64_t row = 0;
    std::unordered_map<std::string, TallySlot*> slots;  // by event; the tally keeps them
  };

  Books& books_;
  HostMachines machines_;
  std::map<std::string, std::uint64_t> known_;  // all rows of the ledger, by the machine's name
  std::uint64_t last_machine_;                  // given out
  std::uint64_t last_account_;
  std::unordered_map<std::string, Watched> serving_;                   // by the machine's name
  std::map<std::pair<std::uint64_t, std::string>, TallySlot*> slots_;  // by row and event
};

}  // namespace signalbox
