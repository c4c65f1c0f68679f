// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <string>

#include "signalbox/event.h"
#include "signalbox/slots.hpp"

namespace signalbox {

// A connection to a receiver on the other side of the plugin boundary. Held by who connected it.
struct Tap : Connection {
  enum class State { connected, ending, ended, disconnected };

  Tap(const signalbox_receiver& hears, signalbox_encode* encodes) noexcept;

  // Tells the receiver that its event was closed, unless it was told or is disconnected.
  void end() noexcept;

  const signalbox_receiver receiver;
  signalbox_encode* const encode;
  mutable std::atomic<std::size_t> expected_size =
      256;  // of a text's buffer: the largest one so far
  std::atomic<State> state = State::connected;
  std::string reason;  // why the event was closed
  bool closed = false;
};

// The text of one emission's arguments, made when the first tap asks for it.
class EmissionText {
 public:
  explicit EmissionText(const void* arguments) : arguments_(arguments) {}
  ~EmissionText();
  EmissionText(const EmissionText&) = delete;
  EmissionText& operator=(const EmissionText&) = delete;

  void deliver(const signalbox_emission& emission, const Tap& tap) noexcept;

 private:
  const void* arguments_;
  char* buffer_ = nullptr;
  std::size_t length_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace signalbox
