// SPDX-License-Identifier: Apache-2.0
#include "host/machine.hpp"

#include <time.h>

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <utility>

#include "host/connection.hpp"
#include "host/host.hpp"
#include "host/log.hpp"
#include "host/plugin_instance.hpp"
#include "host/session.hpp"

namespace signalbox {

namespace {

// What one turn does at most before it writes and lets others have the loop: an emission storm
// must not delay commands, nor one client's pipeline another's. The more clients an event has, the
// fewer events: but a few, so that they share a send. With 8 of them a delivery to one of 10,000
// clients cost three times what it costs one of 10 (docs/performance.md).
constexpr std::size_t kDeliveriesPerTurn = 64 * 1024;
constexpr std::size_t kMostItemsPerTurn = 256;
constexpr std::size_t kFewestItemsPerTurn = 32;
constexpr std::size_t kCommandsPerTurn = 64;

// How long clients have to read what is pending when their machine ends.
constexpr std::chrono::seconds kFarewell{2};

}  // namespace

Machine::Machine(Host& host, MachineConfig config, bool is_admin)
    : host_(host),
      observers_(host.observers()),
      config_(std::move(config)),
      is_admin_(is_admin),
      wakeup_(host.loop(), [this] { turn(); }),
      fifo_([this] { wake(); }),
      switchboard_(*this),
      listenings_(*this),
      thread_(host.loop(), [this] { drain(SIZE_MAX); }) {
  for (const OfferedCommand& each : host.own_commands().commands()) {
    if ((each.scope & (is_admin ? kAdmin : kMachine)) != 0) {
      registry_.add(each);
    } else {
      introspection_.hide(each.name);
    }
  }
  for (const signalbox_accessor* const each : host.own_commands().accessors()) {
    if (is_admin) continue;
    const char* const successor = each->successor == nullptr ? "" : each->successor;
    registry_.add(std::make_shared<const OfferedAccessor>(
        OfferedAccessor{each->name,
                        each->event,
                        successor,
                        each->flags,
                        each,
                        nullptr,
                        alive_,
                        {&host.own_commands().calls(), this, each->opaque}}));
  }
  for (const auto& [owner, schema] : host.own_commands().schemas()) {
    introspection_.add(owner, schema->introspection);
  }
}

Machine::~Machine() {
  assert(sessions_.empty() && plugins_.empty() && leaving_.empty());
  *alive_ = false;
}

Loop& Machine::loop() const {
  return host_.loop();
}

signalbox_emission Machine::new_emission(std::uint64_t cause) {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  return {.number = ++last_emission_,
          .cause = cause,
          .seconds = now.tv_sec,
          .microseconds = static_cast<std::int32_t>(now.tv_nsec / 1000)};
}

EmissionWatch& Machine::emission_watch() {
  if (emission_watch_ == nullptr) emission_watch_ = std::make_shared<EmissionWatch>(*this);
  return *emission_watch_;
}

Barriers& Machine::barriers() {
  if (barriers_ == nullptr) barriers_ = std::make_unique<Barriers>(*this);
  return *barriers_;
}

void Machine::call(MachineThread::Place place, const PluginInstance* owner,
                   std::function<void()> run, MachineThread::Order order) {
  thread_.submit(place, owner == nullptr ? std::string() : owner->name(), std::move(run), order);
}

// --- turns ---------------------------------------------------------------------------------------

// Something came into the empty FIFO. A turn that is under way takes it in; else one is made.
void Machine::wake() {
  if (loop().is_this_thread() && in_turn_) return;
  wakeup_.ask();
}

void Machine::readable(Session& session) {
  session.read();
  turn_for_client();
}

void Machine::writable(Session& session) {
  session.socket_takes_more();
  dirty(session);
  turn_for_client();
}

void Machine::ready(Session& session) {
  if (std::exchange(session.is_ready_, true)) return;
  ready_.push_back(&session);
}

void Machine::dirty(Session& session) {
  if (std::exchange(session.is_dirty_, true)) return;
  dirty_.push_back(&session);
  if (!in_turn_) wake();
}

void Machine::go_on() {
  for (const auto& [id, session] : sessions_) {
    if (session->waits_for_observers()) ready(*session);
  }
  if (!ready_.empty()) wakeup_.ask();
}

void Machine::turn() {
  make_turn(kDeliveriesPerTurn);
}

// In a storm the FIFO has turns of its own, one between two looks at the sockets. Were each client
// that asks or reads to make one more, a command would wait for all of these.
void Machine::turn_for_client() {
  make_turn(is_behind_ ? 0 : kDeliveriesPerTurn);
}

// Everything that happens to a machine's clients happens in here: what was emitted and answered
// goes to the outboxes, complete commands are executed, and at the end all is written.
void Machine::make_turn(std::size_t deliveries) {
  if (in_turn_) return;
  in_turn_ = true;
  left_of_turn_ = deliveries;
  if (deliveries > 0) drain_for_turn(kFewestItemsPerTurn);
  processing_.swap(ready_);
  for (Session* const each : processing_) {
    each->is_ready_ = false;
    if (!each->process(kCommandsPerTurn)) ready(*each);
  }
  processing_.clear();
  if (!fifo_.empty()) let_overtake();
  flush_dirty();
  if (emission_watch_ != nullptr) emission_watch_->settle();
  if (barriers_ != nullptr && !barriers_->empty()) barriers_->check();
  watch_answers();
  in_turn_ = false;
  const bool is_behind = !fifo_.empty();
  if (deliveries > 0) is_behind_ = is_behind;
  if (!ready_.empty() || is_behind) wake();
}

// An answer stays behind what its client hears of, and behind what was emitted on this thread, as
// its command may have done. Anything else in the FIFO is no business of its client's.
void Machine::let_overtake() {
  for (auto each = unanswered_.begin(); each != unanswered_.end();) {
    const auto here = each++;
    if (!may_overtake(here->second)) continue;
    put_out(here->second);
    forget(here->first);  // what stands in the FIFO for it finds nothing
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

void Machine::drain_for_turn(std::size_t fewest) {
  const std::size_t items = left_of_turn_ / std::max<std::size_t>(last_reach_, 1);
  drain(std::clamp(items, fewest, kMostItemsPerTurn));
}

void Machine::drain(std::size_t count) {
  if (draining_ || count == 0 || fifo_.empty()) return;
  draining_ = true;
  const std::size_t before = fifo_.bytes();
  for (int half = 0; half < 2 && count > 0; ++half) {  // see Fifo::take()
    const std::span<FifoItem> items = fifo_.take(count);
    handle_all(items);
    count -= items.size();
  }
  fifo_.done();
  draining_ = false;
  if (before > 0) room_.changed();
}

// Events of one tap that follow each other are fanned out together.
void Machine::handle_all(std::span<FifoItem> items) {
  while (!items.empty()) {
    const FifoItem& first = items.front();
    std::size_t alike = 1;
    if (first.kind != FifoItem::Kind::frame) {
      handle(items.front());
      left_of_turn_ -= std::min<std::size_t>(left_of_turn_, 1);
    } else {
      while (alike < items.size() && items[alike].kind == first.kind &&
             items[alike].tap == first.tap) {
        ++alike;
      }
      fan_out(items.first(alike));
    }
    items = items.subspan(alike);
  }
}

void Machine::fan_out(std::span<const FifoItem> frames) {
  Tap& tap = *frames.front().tap;
  const bool is_watched = emission_watch_ != nullptr && emission_watch_->is_on();
  while (!frames.empty()) {
    const Tap::Round round = tap.begin(is_watched ? frames.first(1) : frames);
    last_reach_ = round.defaults + round.explicits;
    for (const FifoItem& each : frames.first(round.frames)) {
      tell([&](Observer& observer) {
        observer.emitted(*this, tap, each.frame, round.defaults, round.explicits);
      });
    }
    tap.fan_out(frames.first(round.frames));
    if (is_watched) emission_watch_->fanned_out(tap, frames.front().frame);
    left_of_turn_ -= std::min(left_of_turn_, last_reach_ * round.frames);
    frames = frames.subspan(round.frames);
  }
}

void Machine::handle(FifoItem& item) {
  switch (item.kind) {
    case FifoItem::Kind::frame: break;  // see fan_out()
    case FifoItem::Kind::ended: switchboard_.ended(item.tap, item.reason); break;
    case FifoItem::Kind::reply: hand_on(item); break;
    case FifoItem::Kind::function: item.function(); break;
  }
}

void Machine::flush_dirty() {
  std::vector<Session*> closing;
  flushing_.swap(dirty_);
  for (Session* const each : flushing_) {
    each->is_dirty_ = false;
    each->flush();
    check_backlog(*each);
    if (!each->close_reason().empty()) closing.push_back(each);
  }
  flushing_.clear();
  for (Session* const each : closing) close(*each);
  if (ending_ && pending_ == 0) finish();
}

// --- clients -------------------------------------------------------------------------------------

void Machine::close(Session& session) {
  std::erase(ready_, &session);
  std::erase(dirty_, &session);
  // Its leaving drains the FIFO, in which there may be events for it: it is not queued again.
  session.is_ready_ = session.is_dirty_ = true;
  switchboard_.leave(session);
  if (rest_) rest_.calls->left(&rest_.owner->context(), session.id());
  if (emission_watch_ != nullptr) emission_watch_->closed(session);
  session.shut();
  check_backlog(session);
  tell([&session](Observer& each) { each.session_closed(session, session.close_reason()); });
  host_.accounts().leave(session.account());
  sessions_.erase(session.id());
}

// --- the end -------------------------------------------------------------------------------------

void Machine::ask_end() {
  FifoItem item;
  item.function = [this] { end(); };
  fifo_.put(std::move(item));
}

void Machine::end() {
  if (std::exchange(ending_, true)) return;
  if (barriers_ != nullptr) barriers_->end();
  listeners_.clear();
  directories_.reset();
  for (const auto& [id, session] : sessions_) session->set_delay({});
  farewell_.emplace(loop(), kFarewell, [this] { finish(); });
  wake();
}

void Machine::finish() {
  if (std::exchange(finished_, true)) return;
  call(MachineThread::Place::loop, nullptr, [this] { dismiss_all(); });
}

// Behind what was called before, whose answers the clients still get as far as their sockets take
// them. What comes behind this finds no reply, and answers nobody.
void Machine::dismiss_all() {
  for (const auto& [id, session] : sessions_) {
    session->flush();
    session->fail("shutdown");
  }
  std::vector<Session*> all;
  for (const auto& [id, session] : sessions_) all.push_back(session.get());
  for (Session* const each : all) close(*each);
  retire();
  while (!plugins_.empty()) unload(*plugins_.back());
  drain(SIZE_MAX);
  if (emission_watch_ != nullptr) emission_watch_->settle();
  emission_watch_.reset();
  *alive_ = false;  // what still waits for an observer finds nobody
  at_once_.clear();
  unanswered_.clear();
  room_.close();
  tell([this](Observer& each) { each.machine_ended(*this); });
  host_.ended(*this);
}

}  // namespace signalbox
