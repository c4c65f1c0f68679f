// SPDX-License-Identifier: Apache-2.0
#include "sdk/tap.hpp"

#include <sched.h>

#include <cstdlib>

#include "sdk/thread_state.hpp"
#include "signalbox/round.hpp"
#include "signalbox/scoped_connection.hpp"

namespace signalbox {
inline namespace sdk {

namespace {

// Longer texts are not kept for the next emission.
constexpr std::size_t largest_spare = 16 * 1024;

void free_text(Tap::Text* text) noexcept {
  if (!text) return;
  std::free(text->bytes);
  delete text;
}

}  // namespace

Tap::Tap(const signalbox_receiver& hears, signalbox_encode* encodes) noexcept
    : receiver(hears), encode(encodes) {
  holders = 2;  // the arrays and who connected it
  destroy = [](Connection* self) noexcept { delete static_cast<Tap*>(self); };
  unread = [](Connection* self) noexcept {
    auto* tap = static_cast<Tap*>(self);
    if (tap->closed) tap->end();
  };
}

Tap::~Tap() {
  free_text(spare);
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
  if (!text_) return;
  text_->length = 0;
  const bool serves_again = text_->capacity <= largest_spare;
  free_text(serves_again ? lender_->spare.exchange(text_) : text_);
}

void EmissionText::deliver(const signalbox_emission& emission, const Tap& tap) noexcept {
  if (!tap.encode) return tap.receiver.deliver(&emission, nullptr, 0, tap.receiver.opaque);
  if (!text_) {
    lender_ = &tap;
    text_ = tap.spare.exchange(nullptr);
    if (!text_) text_ = new Tap::Text;
    tap.encode(arguments_, &text_->bytes, &text_->length, &text_->capacity);
  }
  tap.receiver.deliver(&emission, text_->bytes, text_->length, tap.receiver.opaque);
}

}  // namespace sdk
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
