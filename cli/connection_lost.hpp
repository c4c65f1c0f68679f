// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>

namespace signalbox::cli {

// The host cannot be reached, or is no QMP server, or does not answer, or has gone.
struct ConnectionLost : std::runtime_error {
  using runtime_error::runtime_error;
};

// The user has given up waiting for an answer; `signal` is what was pressed or sent.
struct Abandoned : std::runtime_error {
  explicit Abandoned(int number)
      : runtime_error("given up; the command may be carried out all the same"), signal(number) {}
  int signal;
};

}  // namespace signalbox::cli
