// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "cli/run_loop.hpp"
#include "cli/suite.hpp"
#include "compat/comparison.hpp"
#include "compat/emission_comparison.hpp"

namespace signalbox::cli {

// One of the suites of a run.
struct SideOrder {
  std::string name;   // before the lines that it prints, and of its directory: "old"
  std::string label;  // "compare/old"
  std::string command;
};

// What the suites of a run have in common.
struct RunSetting {
  std::filesystem::path directory;  // of this run; must be there, with a short name
  std::filesystem::path start;      // where the program was started
  bool here = false;                // suites run there
  std::string scenario;             // file; empty: the suites drive the machine
  std::chrono::milliseconds timeout{0};
  std::chrono::milliseconds patience{0};  // for clients to connect, and to read
  std::function<void(std::string_view name, std::string_view line)> show;
};

// One suite with its directory and its environment, while it runs and after.
class SuiteSide {
 public:
  // The setting outlives it.
  SuiteSide(SideOrder order, const RunSetting& setting);

  const SideOrder& order() const { return order_; }

  // Where a socket for it alone belongs.
  const std::string& socket() const { return socket_; }

  // Starts it, with that socket. Throws std::system_error.
  void start(RunLoop& loop, const std::string& socket);

  bool has_ended() const { return suite_ && suite_->outcome().has_value(); }

  // How it ended, and the tests that it has told of. [has_ended]
  SuiteFacts facts() const;

  // What its client says to have handled.
  ComparedClient client() const;

 private:
  std::filesystem::path handled() const { return directory_ / "seen.jsonl"; }
  bool tells() const { return std::filesystem::exists(handled()); }

  const SideOrder order_;
  const RunSetting& setting_;
  const std::filesystem::path directory_;
  const std::string socket_;
  std::optional<Suite> suite_;
};

}  // namespace signalbox::cli
