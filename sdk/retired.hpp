// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>

#include "signalbox/slots.hpp"

namespace signalbox {
inline namespace sdk {

// The writers' lock: held to change a list or what is retired, never while a slot runs.
extern constinit std::mutex writers;

// Whether something is retired: who ends an emission then calls reclaim().
bool anything_retired() noexcept;

// Leaves `slots` to the next reclaim(). Under the writers' lock.
void add_retired(Slots* slots) noexcept;

}  // namespace sdk
}  // namespace signalbox
