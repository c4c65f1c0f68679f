// SPDX-License-Identifier: Apache-2.0
#include "host/tap.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "host/connection.hpp"
#include "host/session.hpp"
#include "wire/event_frame.hpp"

namespace signalbox {

namespace {

// A round takes no more frames once it has so many matches, 16 bytes each.
constexpr std::size_t kEnoughMatches = 4096;

}  // namespace

Tap::Tap(Fifo& fifo, std::shared_ptr<const OfferedAccessor> accessor, std::string arguments)
    : fifo_(fifo), accessor_(std::move(accessor)), arguments_(std::move(arguments)) {}

Tap::~Tap() {
  assert(connection_ == nullptr);
}

bool Tap::connect(Error** errp) {
  const signalbox_receiver receiver{&Tap::deliver, &Tap::ended, this};
  const signalbox_context its = accessor_->context();
  connection_ = accessor_->accessor->connect(&its, arguments_.c_str(), &receiver, errp);
  return connection_ != nullptr;
}

void Tap::disconnect() {
  if (connection_ == nullptr) return;
  const signalbox_context its = accessor_->context();
  accessor_->accessor->disconnect(&its, std::exchange(connection_, nullptr));
}

void Tap::deliver(const signalbox_emission* emission, const char* json, std::size_t length,
                  void* opaque) {
  static thread_local std::string spare;  // keeps the memory of frames that are done with
  Tap& tap = *static_cast<Tap*>(opaque);
  const std::string_view data =
      json == nullptr ? std::string_view() : std::string_view(json, length);
  FifoItem item;
  item.kind = FifoItem::Kind::frame;
  item.tap = tap.shared_from_this();
  item.frame.emission = *emission;
  item.frame.text = std::move(spare);
  item.frame.text.clear();
  append_event_head(item.frame.text, tap.accessor_->event, emission->seconds,
                    emission->microseconds, data);
  if (!data.empty()) item.frame.data_offset = item.frame.text.size() - data.size();
  spare = tap.post(std::move(item));
}

void Tap::ended(const char* reason, void* opaque) {
  Tap& tap = *static_cast<Tap*>(opaque);
  FifoItem item;
  item.kind = FifoItem::Kind::ended;
  item.tap = tap.shared_from_this();
  item.reason = reason;
  tap.post(std::move(item));
}

// A text whose memory serves again, or an empty one.
std::string Tap::post(FifoItem item) {
  if (is_holding_) {
    const std::lock_guard lock(holding_);
    if (is_holding_) {
      held_.push_back(std::move(item));
      return {};
    }
  }
  return fifo_.put(std::move(item));
}

void Tap::hold() {
  is_holding_ = true;
}

// Who emits while this runs waits, so that what was held goes first.
void Tap::release() {
  const std::lock_guard lock(holding_);
  for (FifoItem& item : held_) fifo_.put(std::move(item));
  held_.clear();
  is_holding_ = false;
}

void Tap::move_connections(const std::shared_ptr<Tap>& other) {
  for (Connection* const connection : connections()) {
    remove(*connection);
    connection->tap = other;
    other->add(*connection);
    if (connection->active) other->started(*connection);
  }
  other->keepers_ += std::exchange(keepers_, 0);
}

void Tap::add(Connection& connection) {
  if (connection.where != nullptr) return conditional_.add(connection);
  connection.place = plain_.size();
  plain_.push_back(&connection);
}

void Tap::started(const Connection& connection) {
  if (connection.where != nullptr) ++active_conditional_;
}

void Tap::remove(Connection& connection) {
  if (connection.where != nullptr) {
    if (connection.active) --active_conditional_;
    return conditional_.remove(connection);
  }
  assert(plain_[connection.place] == &connection);
  plain_.back()->place = connection.place;
  plain_[connection.place] = plain_.back();
  plain_.pop_back();
}

// With conditions each frame may reach others. What is due to a connection that does not match is
// known without a look at it: see ConditionAccount.
Tap::Round Tap::begin(std::span<const FifoItem> frames) {
  Round round{.frames = frames.size(), .defaults = 0, .explicits = active_conditional_};
  for (const Connection* const connection : plain_) {
    if (connection->active) ++(connection->is_default() ? round.defaults : round.explicits);
  }
  matches_.clear();
  if (conditional_.empty()) return round;
  round.frames = 0;
  while (round.frames < frames.size() && matches_.size() < kEnoughMatches) {
    matched_.clear();
    conditional_.match(frames[round.frames].frame.data(), matched_);
    for (Connection* const each : matched_) matches_.push_back({each, round.frames});
    ++round.frames;
  }
  return round;
}

// One connection after another, whose outbox is then in the cache.
void Tap::fan_out(std::span<const FifoItem> frames) {
  for (Connection* const connection : plain_) {
    if (!connection->active) continue;
    if (connection->account != nullptr) connection->account->due += frames.size();
    send(frames, *connection);
  }
  for (const auto& [connection, frame] : matches_) {
    if (!connection->active) continue;
    ++connection->matched;
    if (connection->condition != nullptr) ++connection->condition->matched;
    send(frames.subspan(frame, 1), *connection);
  }
}

void Tap::send(std::span<const FifoItem> frames, Connection& connection) {
  if (connection.muted) return withhold(frames.size(), connection);
  connection.sent += frames.size();
  for (const FifoItem& each : frames) connection.session->send_event(each.frame.text, connection);
  connection.session->relieve();
}

void Tap::withhold(std::size_t events, Connection& connection) {
  connection.withheld += events;
  if (connection.account != nullptr) connection.account->muted += events;
}

void Tap::for_each_fate(const Frame& frame,
                        const std::function<void(const Connection&, Fate)>& visit) const {
  std::vector<Connection*> matched;
  if (!conditional_.empty()) conditional_.match(frame.data(), matched);
  for (const Connection* const each : connections()) {
    if (!each->active) continue;
    const bool reaches =
        each->where == nullptr || std::find(matched.begin(), matched.end(), each) != matched.end();
    visit(*each, !reaches ? Fate::filtered : each->muted ? Fate::muted : Fate::sent);
  }
}

std::vector<Connection*> Tap::connections() const {
  std::vector<Connection*> all = plain_;
  conditional_.all(all);
  return all;
}

}  // namespace signalbox
