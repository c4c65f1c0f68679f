// SPDX-License-Identifier: Apache-2.0
#include "host/tap.hpp"

#include <algorithm>
#include <cassert>
#include <unordered_set>
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
  connection_ = accessor_->connect(arguments_, receiver, errp);
  return connection_ != nullptr;
}

void Tap::disconnect() {
  if (connection_ == nullptr) return;
  accessor_->disconnect(std::exchange(connection_, nullptr));
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
  if (is_in_round()) skip(connection);
}

void Tap::started(const Connection& connection) {
  ++(connection.is_default() ? active_defaults_ : active_explicits_);
  if (is_in_round()) skip(connection);
}

void Tap::remove(Connection& connection) {
  if (connection.active) {
    --(connection.is_default() ? active_defaults_ : active_explicits_);
    if (is_in_round())
      connection.where != nullptr ? fail_matches(connection) : fail_plain(connection);
  }
  if (connection.where != nullptr) {
    skip(connection);
    conditional_.remove(connection);
  } else {
    remove_plain(connection);
  }
}

void Tap::swap_plain(std::size_t first, std::size_t second) {
  std::swap(plain_[first], plain_[second]);
  plain_[first]->place = first;
  plain_[second]->place = second;
}

// The round has nothing for it: it was not active when that began.
void Tap::skip(const Connection& connection) {
  if (connection.where == nullptr) {
    if (connection.place >= next_plain_) swap_plain(connection.place, next_plain_++);
    return;
  }
  for (std::size_t i = next_match_; i < matches_.size(); ++i) {
    if (matches_[i].connection == &connection) matches_[i].connection = nullptr;
  }
}

// It was due to the connection, and cannot be sent any more.
void Tap::fail_plain(Connection& connection) const {
  if (connection.place < next_plain_ || connection.account == nullptr) return;
  connection.account->due += round_frames_;
  (connection.muted ? connection.account->muted : connection.account->failed) += round_frames_;
}

void Tap::fail_matches(Connection& connection) {
  for (std::size_t i = next_match_; i < matches_.size(); ++i) {
    if (matches_[i].connection != &connection) continue;
    ++connection.matched;
    if (connection.condition != nullptr) ++connection.condition->matched;
    if (connection.account != nullptr) ++connection.account->failed;
  }
}

// The last of those that have their frames takes its place, and the last of all the place of that.
void Tap::remove_plain(const Connection& connection) {
  assert(plain_[connection.place] == &connection);
  if (is_in_round() && connection.place < next_plain_) {
    swap_plain(connection.place, --next_plain_);
  }
  swap_plain(connection.place, plain_.size() - 1);
  plain_.pop_back();
}

// With conditions each frame may reach others. What is due to a connection that does not match is
// known without a look at it: see ConditionAccount.
Tap::Round Tap::begin(std::span<const FifoItem> frames) {
  Round round{
      .frames = frames.size(), .defaults = active_defaults_, .explicits = active_explicits_};
  matches_.clear();
  next_plain_ = next_match_ = 0;
  if (!conditional_.empty()) {
    round.frames = 0;
    while (round.frames < frames.size() && matches_.size() < kEnoughMatches) {
      matched_.clear();
      conditional_.match(frames[round.frames].frame.data(), matched_);
      for (Connection* const each : matched_) matches_.push_back({each, round.frames});
      ++round.frames;
    }
  }
  round_frames_ = round.frames;
  return round;
}

// One connection after another, whose outbox is then in the cache.
bool Tap::fan_out(std::span<const FifoItem> frames, std::size_t deliveries) {
  assert(frames.size() == round_frames_);
  const std::size_t most = deliveries / frames.size() + 1;
  const std::size_t end = next_plain_ + std::min(plain_.size() - next_plain_, most);
  for (; next_plain_ < end; ++next_plain_) {
    Connection& connection = *plain_[next_plain_];
    if (!connection.active) continue;
    if (connection.account != nullptr) connection.account->due += frames.size();
    send(frames, connection);
  }
  if (next_plain_ < plain_.size()) return false;
  const std::size_t last = next_match_ + std::min(matches_.size() - next_match_, deliveries + 1);
  for (; next_match_ < last; ++next_match_) {
    const auto& [connection, frame] = matches_[next_match_];
    if (connection != nullptr && connection->active) {
      send_match(frames.subspan(frame, 1), *connection);
    }
  }
  if (next_match_ < matches_.size()) return false;
  round_frames_ = 0;
  return true;
}

void Tap::send_match(std::span<const FifoItem> frames, Connection& connection) {
  ++connection.matched;
  if (connection.condition != nullptr) ++connection.condition->matched;
  send(frames, connection);
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
  const std::unordered_set<const Connection*> reached(matched.begin(), matched.end());
  for (const Connection* const each : connections()) {
    if (!each->active) continue;
    const bool reaches = each->where == nullptr || reached.contains(each);
    visit(*each, !reaches ? Fate::filtered : each->muted ? Fate::muted : Fate::sent);
  }
}

std::vector<Connection*> Tap::connections() const {
  std::vector<Connection*> all = plain_;
  conditional_.all(all);
  return all;
}

}  // namespace signalbox
