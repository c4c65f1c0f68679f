// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>

namespace signalbox::cli {

// The host cannot be reached, or is no QMP server, or does not answer, or has gone.
struct ConnectionLost : std::runtime_error {
  using runtime_error::runtime_error;
};

}  // namespace signalbox::cli
