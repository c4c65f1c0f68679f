// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace signalbox::cli {

// What one connection is asked for.
struct WantedSignal {
  std::string name;
  std::vector<std::string> arguments;  // NAME=VALUE
};

// SIGNAL NAME=VALUE NAME=VALUE SIGNAL … Throws BadWord.
std::vector<WantedSignal> wanted_signals(const std::vector<std::string>& words);

}  // namespace signalbox::cli
