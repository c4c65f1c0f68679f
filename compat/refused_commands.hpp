// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>

#include "host/loop.hpp"

namespace signalbox {

// Keeps audit lines that one client can cause without end few: in a second an account has at most
// five lines at once, each of another command, and one more for each of these and for all others
// together, which say how often they came. [loop]
class RefusedCommands {
 public:
  // `write` gets each line; called by add(), end_all() and the loop.
  explicit RefusedCommands(std::function<void(std::string line)> write);
  ~RefusedCommands();
  RefusedCommands(const RefusedCommands&) = delete;
  RefusedCommands& operator=(const RefusedCommands&) = delete;

  // `line`: a JSON object without its last brace.
  void add(Loop& loop, std::uint64_t account, const std::string& command, std::string line);

  // Writes what was counted so far.
  void end_all();

 private:
  struct Repeated {
    std::string line;  // the last
    std::uint64_t times = 0;
  };

  // The second that began with the first of an account.
  struct Second {
    std::map<std::string, Repeated> by_command;
    Repeated others;
    std::unique_ptr<Timer> end;
  };

  void end(std::uint64_t account);
  void write(const Second& second);

  const std::function<void(std::string line)> write_;
  std::unordered_map<std::uint64_t, Second> seconds_;  // by account
};

}  // namespace signalbox
