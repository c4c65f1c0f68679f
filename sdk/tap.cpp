// SPDX-License-Identifier: Apache-2.0
#include "sdk/tap.hpp"

#include <sched.h>

#include <cstdlib>

#include "signalbox/round.hpp"
#include "signalbox/scoped_connection.hpp"

namespace signalbox {

Tap::Tap(const signalbox_receiver& hears, signalbox_encode* encodes) noexcept
    : receiver(hears), encode(encodes) {
  holders = 2;  // the arrays and who connected it
  destroy = [](Connection* self) noexcept { delete static_cast<Tap*>(self); };
  unread = [](Connection* self) noexcept {
    auto* tap = static_cast<Tap*>(self);
    if (tap->closed) tap->end();
  };
}

void Tap::end() noexcept {
  State expected = State::connected;
  if (!state.compare_exchange_strong(expected, State::ending)) return;
  Frame frame;  // the receiver may disconnect this tap meanwhile: as inside a slot
  enter(&frame);
  if (receiver.ended) receiver.ended(reason.c_str(), receiver.opaque);
  leave(&frame);
  state = State::ended;
}

EmissionText::~EmissionText() {
  std::free(buffer_);
}

void EmissionText::deliver(const signalbox_emission& emission, const Tap& tap) noexcept {
  if (tap.encode && !buffer_) {
    capacity_ = tap.expected_size.load(std::memory_order_relaxed);
    const std::size_t expected_size = capacity_;
    buffer_ = static_cast<char*>(std::malloc(capacity_));
    if (!buffer_) std::abort();
    tap.encode(arguments_, &buffer_, &length_, &capacity_);
    if (capacity_ > expected_size) {
      tap.expected_size.store(capacity_, std::memory_order_relaxed);
    }
  }
  tap.receiver.deliver(&emission, tap.encode ? buffer_ : nullptr, length_, tap.receiver.opaque);
}

}  // namespace signalbox

using namespace signalbox;

void* signalbox_tap_connect(const signalbox_context* context, signalbox_event** event,
                            const signalbox_receiver* receiver, signalbox_encode* encode, Error**) {
  auto* tap = new Tap(*receiver, encode);
  tap->host = context->host;
  slots_of(event).connect(tap);
  return tap;
}

void signalbox_tap_disconnect(void* connection) {
  auto* tap = static_cast<Tap*>(connection);
  disconnect(tap);
  Tap::State state = Tap::State::connected;
  tap->state.compare_exchange_strong(state, Tap::State::disconnected);
  while (tap->state == Tap::State::ending && !inside_a_slot()) sched_yield();
  release(tap);
}
