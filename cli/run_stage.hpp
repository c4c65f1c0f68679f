// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "cli/admin_client.hpp"
#include "cli/run_loop.hpp"
#include "cli/suite_side.hpp"

namespace signalbox::cli {

// A scenario could not be played to its end.
struct ScenarioFailed : std::runtime_error {
  using runtime_error::runtime_error;
};

// Where a run takes place.
struct Place {
  std::string admin;    // socket; empty: no host that tells of emissions
  std::string machine;  // name; empty: the only one
  std::string drive;    // a socket of the machine, for the scenario; empty: there is none
  std::function<std::string()> death;  // why the host has ended; empty: it has not
};

// What a run asks of its host: a socket for each suite, and that the scenario is played to them.
// All throw ConnectionLost, CommandRefused and Interrupted.
class RunStage {
 public:
  // All outlive it.
  RunStage(RunLoop& loop, const Place& place, const RunSetting& setting);

  // Removes the sockets that are left.
  ~RunStage();
  RunStage(const RunStage&) = delete;
  RunStage& operator=(const RunStage&) = delete;

  AdminClient& admin() { return admin_; }

  // With the name of the place's machine.
  boost::json::object with_machine(boost::json::object arguments) const;

  // Opens the socket of a suite; its sessions count for the label.
  void add_listener(const SuiteSide& side);

  // A client that waits for more gets the end of its connection.
  void remove_listener(const SuiteSide& side);

  // All goes on until it is so. Throws std::runtime_error if the host dies.
  void wait_for(const std::function<bool()>& is_so);

  // Waits until all is read that was emitted: what is not, empty: all is.
  std::string barrier();

  // Until its client is connected to a signal, empty: to anything; or its suite has ended, or the
  // time is up, which is said.
  void await_connection(const SuiteSide& side, const std::string& signal);

  // Plays the setting's scenario to its end, then removes the listeners of `sides`. As barrier()
  // afterwards. Throws ScenarioFailed.
  std::string play(const std::vector<const SuiteSide*>& sides);

 private:
  RunLoop& loop_;
  const Place& place_;
  const RunSetting& setting_;
  AdminClient admin_;
  std::set<std::string> listening_;  // labels
};

}  // namespace signalbox::cli
