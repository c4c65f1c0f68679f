// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace signalbox {

// Raises the soft limit on descriptors (RLIMIT_NOFILE) to the hard limit. Child processes inherit
// it.
void raise_descriptor_limit();

// How many descriptors the process may have; without a limit 2^31 - 1.
std::size_t descriptor_limit();

// Returns whether a descriptor below that number is free. Costs two system calls.
bool has_free_descriptor_below(std::size_t number);

}  // namespace signalbox
