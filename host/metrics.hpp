// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>

#include "host/observer.hpp"

namespace signalbox {

class Exposition;
class Host;

// Counts what happens to machines and sessions since the host started, for whoever watches the
// host from outside. docs/metrics.md lists the figures. [loop]
class Metrics final : public Observer {
 public:
  Metrics();

  // Why a session ended, as far as a label may tell: a system's text is none.
  enum class End { client_closed, backlog, memory, shutdown, other };

  // Also what the machines of `host` are like at this moment.
  void write(const Host& host, Exposition& out) const;

  void machine_started(Machine& machine) override;
  void machine_ended(Machine& machine) override;
  void session_opened(Session& session) override;
  void session_closed(Session& session, std::string_view reason) override;
  void emitted(Machine& machine, const Tap& tap, const Frame& frame, std::size_t defaults,
               std::size_t explicits) override;

 private:
  struct Counts {
    std::uint64_t opened = 0;
    std::array<std::uint64_t, 5> closed{};  // by End
    std::uint64_t due_by_default = 0;
    std::uint64_t due_explicitly = 0;
    std::map<std::string, std::uint64_t> emissions;  // by event
  };

  Counts* counts_of(const Machine& machine);  // null: the admin endpoint
  void write_counters(Exposition& out) const;

  const std::chrono::system_clock::time_point started_;
  std::unordered_map<std::string, Counts> machines_;  // by name
};

}  // namespace signalbox
