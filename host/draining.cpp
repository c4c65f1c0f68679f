// SPDX-License-Identifier: Apache-2.0
//
// The part of Machine that handles what its threads have put into the FIFO.

#include <algorithm>
#include <cstdint>
#include <exception>
#include <functional>
#include <span>
#include <string>
#include <utility>

#include "host/log.hpp"
#include "host/machine.hpp"
#include "host/observer.hpp"
#include "host/raised.hpp"
#include "host/session.hpp"
#include "host/tap.hpp"
#include "host/thrown.hpp"

namespace signalbox {

namespace {

// The more clients an event has, the fewer events a turn fans out: but a few, so that they share a
// send. With 8 of them a delivery to one of 10,000 clients cost three times what it costs one of
// 10 (docs/performance.md).
constexpr std::size_t kMostItemsPerTurn = 256;
constexpr std::size_t kFewestItemsPerTurn = 32;

// A share of a fan-out, which nothing interrupts: it takes 1 ms or less, by what bench/run measures
// of deliveries and of copying. One delivery is made however large it is.
constexpr std::size_t kDeliveriesPerShare = 8 * 1024;
constexpr std::size_t kBytesPerShare = 1024 * 1024;
constexpr std::size_t kBytesPerRound = 256 * 1024;

// Between two looks at the clock: what takes some 100 us.
constexpr std::size_t kDeliveriesPerLook = 512;
constexpr std::size_t kBytesPerDelivery = 256;  // more of them count as more deliveries

// Runs a function of the FIFO. An exception that leaves it is logged, so that the item does not
// stay at the front of the FIFO.
void run_alone(const std::function<void()>& posted) {
  try {
    posted();
  } catch (...) {
    log_error("what was posted to a machine has failed: " + thrown_text());
  }
}

}  // namespace

// An answer stays behind what its client hears of, and behind what was emitted on this thread, as
// its command may have done. Anything else in the FIFO is no business of its client's.
void Machine::let_overtake() {
  for (auto each = unanswered_.begin(); each != unanswered_.end();) {
    const ReplyId number = each->first;
    // Its item in the FIFO finds nothing then, and others may have left with it.
    if (may_overtake(each->second)) hand_on(number);
    each = unanswered_.upper_bound(number);
  }
}

// Asked of one that is in the FIFO.
bool Machine::may_overtake(const Reply& reply) const {
  if (!reply.may_overtake || reply.holds > 0 || reply.waits || reply.done) return false;
  const Session* const own = session(reply.session);
  if (own == nullptr || !own->is_settled()) return false;
  const Tap* last = nullptr;
  return !fifo_.any_of([&](const FifoItem& item) {
    if (item.tap == nullptr) return false;
    if (item.by_loop) return true;
    if (item.tap.get() == last) return false;
    last = item.tap.get();
    return own->hears(*last);
  });
}

void Machine::drain_for_turn() {
  drain(std::clamp(items_of_turn(), kFewestItemsPerTurn, kMostItemsPerTurn));
}

// Behind a command.
void Machine::drain_on() {
  drain(std::min(items_of_turn(), kMostItemsPerTurn));
}

std::size_t Machine::items_of_turn() const {
  return left_of_turn_ / std::max<std::size_t>(last_reach_, 1);
}

// Handles up to so many items, and no more once half of the turn's time is over.
void Machine::drain(std::size_t count) {
  if (draining_ || count == 0 || fifo_.empty()) return;
  const bool had_frames = fifo_.bytes() > 0;
  {
    const Raised draining(draining_);
    do {
      count -= std::min(count, handle_next(count));
    } while (count > 0 && !fifo_.empty() && may_drain_on());
  }
  if (had_frames) room_.changed();
  thread_.go_on();
}

// Handles all that was put in so far, however long that takes.
void Machine::drain_all() {
  if (draining_) return;
  {
    const Raised draining(draining_);
    for (const std::uint64_t end = fifo_.put_count(); fifo_.done_count() < end;) {
      handle_next(kMostItemsPerTurn);
    }
  }
  room_.changed();
}

void Machine::settle() {
  drain_all();
  thread_.go_on();
}

// A look at the clock costs as much as some deliveries.
bool Machine::may_drain_on() {
  if (unlooked_ < kDeliveriesPerLook) return true;
  unlooked_ = 0;
  return !budget_.is_half_over();
}

// Asked for the call that is next, until it may run: what had been put in before is handled, here
// for a client's command, and else in the machine's turn, as code that asks for a call may be in a
// loop over what that changes.
bool Machine::may_run_own() {
  if (!own_call_behind_) {
    if (fifo_.empty()) return true;
    own_call_behind_ = fifo_.put_count();
  }
  if (is_clients_call_) drain(*own_call_behind_ - fifo_.done_count());
  if (fifo_.done_count() < *own_call_behind_) {
    wake();
    return false;
  }
  own_call_behind_.reset();
  return true;
}

// Returns how many items it is done with. Events of one tap that follow each other are fanned out
// together, to a share of the clients at a time.
std::size_t Machine::handle_next(std::size_t count) {
  if (round_.frames == 0) {
    const std::span<FifoItem> items = fifo_.next(count);
    if (items.front().kind != FifoItem::Kind::frame) {
      handle(items.front());
      fifo_.done(1);
      left_of_turn_ -= std::min<std::size_t>(left_of_turn_, 1);
      unlooked_ += kDeliveriesPerLook;
      return 1;
    }
    begin_round(items);
  }
  if (!fan_out()) return 0;
  fifo_.done(round_.frames);
  return std::exchange(round_.frames, 0);
}

void Machine::begin_round(std::span<const FifoItem> items) {
  Tap& tap = *items.front().tap;
  const bool is_watched = emission_watch_ != nullptr && emission_watch_->is_on();
  std::size_t alike = 0;
  std::size_t bytes = 0;
  do {
    bytes += items[alike++].frame.text.size();
  } while (!is_watched && alike < items.size() && bytes < kBytesPerRound &&
           items[alike].kind == FifoItem::Kind::frame && items[alike].tap.get() == &tap);
  const Tap::Round round = tap.begin(items.first(alike));
  round_ = {round.frames, bytes / alike};
  last_reach_ = round.defaults + round.explicits;
  for (const FifoItem& each : items.first(round.frames)) {
    tell([&](Observer& observer) {
      observer.emitted(*this, tap, each.frame, round.defaults, round.explicits);
    });
  }
}

// Goes on with the round; true: it is over. One that is watched is not interrupted, so that what
// watches it sees one moment.
bool Machine::fan_out() {
  const std::span<const FifoItem> frames = fifo_.next(round_.frames);
  Tap& tap = *frames.front().tap;
  const bool is_watched = emission_watch_ != nullptr && emission_watch_->is_on();
  const std::size_t share =
      is_watched ? SIZE_MAX / 2
                 : std::min(kDeliveriesPerShare, kBytesPerShare / (round_.bytes_of_each + 1));
  const std::size_t done = std::min(share, last_reach_ * frames.size());
  unlooked_ += done + done * round_.bytes_of_each / kBytesPerDelivery;
  left_of_turn_ -= std::min(left_of_turn_, done);
  if (!tap.fan_out(frames, share)) return false;
  if (is_watched && frames.size() == 1) emission_watch_->fanned_out(tap, frames.front().frame);
  return true;
}

void Machine::handle(FifoItem& item) {
  switch (item.kind) {
    case FifoItem::Kind::frame: break;  // see fan_out()
    case FifoItem::Kind::ended: switchboard_.ended(item.tap, item.reason); break;
    case FifoItem::Kind::reply: hand_on(item); break;
    case FifoItem::Kind::function: run_alone(item.function); break;
  }
}

}  // namespace signalbox
