// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>

namespace signalbox {

// A plugin is not loaded. The text is one line: the file, why, and what to do.
class PluginRefused : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace signalbox
