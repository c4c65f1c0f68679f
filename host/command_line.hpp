// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "host/config.hpp"

namespace signalbox {

// The exit codes of signalboxd.
enum ExitCode { exit_clean = 0, exit_error = 1, exit_usage = 2 };

// What signalboxd was asked to do.
struct CommandLine {
  // Set when there is nothing to do but exit: --help, --version, or a mistake; it was printed.
  std::optional<ExitCode> exit;

  bool check_config = false;
  HostConfig config;
};

// Reads the words of the command line, and the file that they name. Throws ConfigError.
CommandLine read_command_line(int count, const char* const* words);

}  // namespace signalbox
