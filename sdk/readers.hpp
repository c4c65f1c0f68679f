// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "signalbox/round.hpp"

namespace signalbox {
inline namespace sdk {

// A free reader that now shows `slots`. Not yet safe to read: the list may have dropped them
// before they were shown.
Reader* claim_reader(const Slots* slots) noexcept;
void give_back(Reader* reader) noexcept;

// Whether any emission shows `slots`, or that the slot of `connection` may be running.
bool is_read(const Slots* slots) noexcept;
bool is_running(const Connection* connection) noexcept;

// Makes every running thread see what this one has stored, and shows what they have. False
// where the system does not offer it.
bool order_all_threads() noexcept;

}  // namespace sdk
}  // namespace signalbox
