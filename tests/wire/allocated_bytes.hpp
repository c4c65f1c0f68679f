// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace signalbox {

// What this program has allocated at the moment, and the most it had since the last reset.
std::size_t allocated_bytes();
std::size_t peak_allocated_bytes();
void reset_peak_allocated_bytes();

}  // namespace signalbox
