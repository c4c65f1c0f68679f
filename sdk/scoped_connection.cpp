// SPDX-License-Identifier: Apache-2.0
#include "signalbox/scoped_connection.hpp"

#include "sdk/retired.hpp"

namespace signalbox {
inline namespace sdk {

ScopedConnection::ScopedConnection(SlotList& slots, Connection* connection) noexcept
    : connection_(connection) {
  connection->holders = 2;  // the arrays and this
  slots.connect(connection);
}

ScopedConnection::ScopedConnection(signalbox_event** event, int handle) noexcept
    : connection_(slots_of(event).hold(handle)) {}

void ScopedConnection::disconnect() noexcept {
  Connection* connection = std::exchange(connection_, nullptr);
  if (!connection) return;
  signalbox::disconnect(connection);
  release(connection);
}

}  // namespace sdk
}  // namespace signalbox
