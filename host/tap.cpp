// SPDX-License-Identifier: Apache-2.0
#include "host/tap.hpp"

#include <cassert>
#include <utility>

#include "host/connection.hpp"
#include "host/session.hpp"
#include "wire/event_frame.hpp"

namespace signalbox {

Tap::Tap(Fifo& fifo, std::shared_ptr<const OfferedAccessor> accessor, std::string arguments)
    : fifo_(fifo), accessor_(std::move(accessor)), arguments_(std::move(arguments)) {}

Tap::~Tap() {
  assert(connection_ == nullptr);
}

bool Tap::connect(const signalbox_context& context, Error** errp) {
  const signalbox_receiver receiver{&Tap::deliver, &Tap::ended, this};
  connection_ = accessor_->accessor->connect(&context, arguments_.c_str(), &receiver, errp);
  return connection_ != nullptr;
}

void Tap::disconnect(const signalbox_context& context) {
  accessor_->accessor->disconnect(&context, std::exchange(connection_, nullptr));
}

void Tap::deliver(const signalbox_emission* emission, const char* json, std::size_t length,
                  void* opaque) {
  Tap& tap = *static_cast<Tap*>(opaque);
  const std::string_view data =
      json == nullptr ? std::string_view() : std::string_view(json, length);
  FifoItem item;
  item.kind = FifoItem::Kind::frame;
  item.tap = tap.shared_from_this();
  item.frame.emission = *emission;
  append_event_head(item.frame.text, tap.accessor_->event, emission->seconds,
                    emission->microseconds, data);
  if (!data.empty()) item.frame.data_offset = item.frame.text.size() - data.size();
  tap.post(std::move(item));
}

void Tap::ended(const char* reason, void* opaque) {
  Tap& tap = *static_cast<Tap*>(opaque);
  FifoItem item;
  item.kind = FifoItem::Kind::ended;
  item.tap = tap.shared_from_this();
  item.reason = reason;
  tap.post(std::move(item));
}

void Tap::post(FifoItem item) {
  if (is_holding_) {
    const std::lock_guard lock(holding_);
    if (is_holding_) return held_.push_back(std::move(item));
  }
  fifo_.put(std::move(item));
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
  }
  if (std::exchange(kept_, false)) other->keep();
}

void Tap::add(Connection& connection) {
  if (connection.where != nullptr) return conditional_.add(connection);
  connection.place = plain_.size();
  plain_.push_back(&connection);
}

void Tap::remove(Connection& connection) {
  if (connection.where != nullptr) return conditional_.remove(connection);
  assert(plain_[connection.place] == &connection);
  plain_.back()->place = connection.place;
  plain_[connection.place] = plain_.back();
  plain_.pop_back();
}

Tap::Reach Tap::fan_out(const Frame& frame) {
  Reach reach;
  for (Connection* const connection : plain_) send(frame, *connection, reach);
  if (conditional_.empty()) return reach;
  matched_.clear();
  conditional_.match(frame.data(), matched_);
  for (Connection* const connection : matched_) send(frame, *connection, reach);
  return reach;
}

void Tap::send(const Frame& frame, Connection& connection, Reach& reach) {
  if (!connection.active) return;
  ++(connection.is_default() ? reach.defaults : reach.explicits);
  if (connection.account != nullptr) {
    ++connection.account->due;
    if (connection.muted) ++connection.account->muted;
  }
  if (connection.muted) return;
  ++connection.sent;
  connection.session->send_event(frame.text, connection);
}

std::vector<Connection*> Tap::connections() const {
  std::vector<Connection*> all = plain_;
  conditional_.all(all);
  return all;
}

}  // namespace signalbox
