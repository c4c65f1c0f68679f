// SPDX-License-Identifier: Apache-2.0
#include "cli/question.hpp"

#include <unistd.h>

#include <iostream>
#include <stdexcept>

namespace signalbox::cli {

void ask_before(const std::string& what, bool yes) {
  if (yes || isatty(STDIN_FILENO) != 1 || isatty(STDERR_FILENO) != 1) return;
  std::cerr << what << ". Go on? [y/N] " << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  if (answer != "y" && answer != "yes") throw std::runtime_error("nothing is done");
}

}  // namespace signalbox::cli
