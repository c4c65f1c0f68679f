// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <string>

#include "signalbox/event.h"
#include "signalbox/slots.hpp"

namespace signalbox {
inline namespace sdk {

// A connection to a receiver on the other side of the plugin boundary. Held by who connected it.
struct Tap : Connection {
  enum class State { connected, ending, ended, disconnected };

  Tap(const signalbox_receiver& hears, signalbox_encode* encodes) noexcept;
  ~Tap();

  // Tells the receiver that its event was closed, unless it was told or is disconnected.
  void end() noexcept;

  // Where an emission's arguments are encoded.
  struct Text {
    char* bytes = nullptr;  // malloc'd
    std::size_t length = 0;
    std::size_t capacity = 0;
  };

  const signalbox_receiver receiver;
  signalbox_encode* const encode;
  mutable std::atomic<Text*> spare = nullptr;  // of an earlier emission; null: it is in use
  std::atomic<State> state = State::connected;
  std::string reason;  // why the event was closed
  bool closed = false;
};

// The text of one emission's arguments, made when the first tap asks for it, and in that tap's
// memory: a steady stream allocates none. The tap outlives it.
class EmissionText {
 public:
  explicit EmissionText(const void* arguments) : arguments_(arguments) {}
  ~EmissionText();
  EmissionText(const EmissionText&) = delete;
  EmissionText& operator=(const EmissionText&) = delete;

  void deliver(const signalbox_emission& emission, const Tap& tap) noexcept;

 private:
  const void* arguments_;
  const Tap* lender_ = nullptr;
  Tap::Text* text_ = nullptr;
};

}  // namespace sdk
}  // namespace signalbox
