// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "cli/private_config.hpp"
#include "cli/run_loop.hpp"
#include "cli/suite.hpp"

namespace signalbox::cli {

// signalboxd for one run, with a configuration that is made for it, in a directory of its own. It
// ends with this object, whatever becomes of the program.
class PrivateHost {
 public:
  struct Order {
    std::filesystem::path program;  // signalboxd
    std::filesystem::path config;   // empty: default_config()
    std::string machine;            // empty: the only one
    std::optional<std::filesystem::path> ledger;
    std::filesystem::path directory;  // must be there
    bool disposable = false;          // as PrivateConfig has it
  };

  // Starts it; whoever connects to admin() waits until it serves. `show` gets what it logs. Throws
  // ConfigUnusable and std::system_error.
  PrivateHost(RunLoop& loop, const Order& order, Suite::Show show);

  const std::string& admin() const { return admin_; }
  const std::string& drive() const { return drive_; }
  const std::string& machine() const { return machine_; }

  // It has ended, which it should not: how, with what it has logged last; else empty.
  std::string death() const;

  // Ends it, so that what it writes is complete. Throws Interrupted.
  void stop();

 private:
  RunLoop& loop_;
  std::string admin_;
  std::string drive_;
  std::string machine_;
  std::string last_lines_;
  std::optional<Suite> process_;
};

// signalboxd beside this program, as it is installed and built. Throws std::runtime_error.
std::filesystem::path program_beside(const std::string& name);

}  // namespace signalbox::cli
