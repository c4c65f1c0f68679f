// SPDX-License-Identifier: Apache-2.0
// Made by qmpc from proposal.json; changes are lost.
#pragma once

#include <utility>

#include "proposal/qmp_events.h"
#include "signalbox/scoped_connection.hpp"

// The events of C as objects. Slots may be lambdas; an event closes itself. [any thread]
namespace proposal {

// A request to some block device failed.
class BlockIOEvent {
 public:
  BlockIOEvent() = default;
  BlockIOEvent(const BlockIOEvent&) = delete;
  BlockIOEvent& operator=(const BlockIOEvent&) = delete;
  ~BlockIOEvent() { close(); }

  // Calls `slot` until the connection goes, which may outlive the event.
  template <typename Slot>
  [[nodiscard]] signalbox::ScopedConnection connect(Slot slot) {
    return signalbox::connect_scoped<const char*, const char*, const char*>(&body_.connections,
                                                                            std::move(slot));
  }
  void signal(const char* device, const char* action, const char* operation) {
    block_io_event_signal(&body_, device, action, operation);
  }
  void close() { block_io_event_close(&body_); }

  // What an accessor returns, and what the functions of C take.
  ::BlockIOEvent* c_event() { return &body_; }

 private:
  ::BlockIOEvent body_ = {};
};

// A request to a block device failed.
class BlockDeviceEvent {
 public:
  BlockDeviceEvent() = default;
  BlockDeviceEvent(const BlockDeviceEvent&) = delete;
  BlockDeviceEvent& operator=(const BlockDeviceEvent&) = delete;
  ~BlockDeviceEvent() { close(); }

  // Calls `slot` until the connection goes, which may outlive the event.
  template <typename Slot>
  [[nodiscard]] signalbox::ScopedConnection connect(Slot slot) {
    return signalbox::connect_scoped<BlockDeviceAction, BlockDeviceOperation,
                                     BlockDeviceActionReason>(&body_.connections, std::move(slot));
  }
  void signal(BlockDeviceAction action, BlockDeviceOperation operation,
              BlockDeviceActionReason reason) {
    block_device_event_signal(&body_, action, operation, reason);
  }
  void close() { block_device_event_close(&body_); }

  // What an accessor returns, and what the functions of C take.
  ::BlockDeviceEvent* c_event() { return &body_; }

 private:
  ::BlockDeviceEvent body_ = {};
};

}  // namespace proposal
