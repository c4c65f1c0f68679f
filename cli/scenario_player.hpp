// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "cli/guest_line.hpp"
#include "cli/host_connection.hpp"
#include "compat/scenario.hpp"

namespace signalbox::cli {

// A step did not do what it had to; what() is "FILE:LINE: STEP: sentence".
struct ScenarioFailed : std::runtime_error {
  using runtime_error::runtime_error;
};

// Plays scenarios against one machine. Waits for answers, never for time to pass.
class ScenarioPlayer {
 public:
  struct Sockets {
    std::string machine;
    std::string admin;         // empty: there is none
    std::string guest;         // empty: there is none
    std::string machine_name;  // for the admin listener of a host with several; else empty
  };

  // `patience` is for each step. Connects to what the scenario needs, so that a socket that is
  // missing is told before anything is done. Throws ScenarioFailed and ConnectionLost.
  ScenarioPlayer(const Scenario& scenario, const Sockets& sockets,
                 std::chrono::milliseconds patience);

  // Called before each step.
  void on_step(std::function<void(const ScenarioStep&)> told) { told_ = std::move(told); }

  // Throws ScenarioFailed and ConnectionLost.
  void play();

  std::uint64_t steps_done() const { return steps_done_; }

 private:
  void play(const std::vector<ScenarioStep>& steps);
  void run(const RunCommand& step);
  void run(const FailRequest& step);
  void run(const InjectEvent& step);
  void run(const AwaitEvent& step);
  void run(const AwaitBarrier& step);
  void run(const AskGuest& step);
  void run(const Repeat& step);
  void call_admin(const std::string& command, boost::json::object arguments);

  const Scenario& scenario_;
  const std::string machine_name_;
  const std::chrono::milliseconds patience_;
  std::function<void(const ScenarioStep&)> told_;
  HostConnection machine_;
  std::optional<HostConnection> admin_;
  std::optional<GuestLine> guest_;
  std::uint64_t steps_done_ = 0;
};

}  // namespace signalbox::cli
