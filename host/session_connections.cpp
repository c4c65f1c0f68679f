// SPDX-License-Identifier: Apache-2.0
//
// The part of Session that keeps its connections.

#include <algorithm>
#include <iterator>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "host/connection.hpp"
#include "host/machine.hpp"
#include "host/session.hpp"
#include "host/switchboard.hpp"
#include "host/where.hpp"

namespace signalbox {

Connection& Session::add(std::unique_ptr<Connection> connection) {
  has_inactive_ = has_inactive_ || !connection->active;
  ++account_->connections;
  if (connection->where != nullptr) {
    where_values_ += connection->where->combination_count();
    where_bytes_ += connection->where->memory();
    count_use();
  }
  connections_.push_back(std::move(connection));
  return *connections_.back();
}

Connection* Session::tagged(std::string_view tag) {
  if (tag.empty()) return nullptr;
  const auto found = std::find_if(connections_.begin(), connections_.end(),
                                  [tag](const auto& each) { return each->tag == tag; });
  return found == connections_.end() ? nullptr : found->get();
}

Connection* Session::default_of(std::string_view accessor) {
  const auto found = std::find_if(
      connections_.begin(), connections_.end(),
      [accessor](const auto& each) { return each->is_default() && each->accessor() == accessor; });
  return found == connections_.end() ? nullptr : found->get();
}

void Session::remove(Connection& connection) {
  --account_->connections;
  if (connection.where != nullptr) {
    where_values_ -= connection.where->combination_count();
    where_bytes_ -= connection.where->memory();
    count_use();
  }
  const auto place =
      std::find_if(connections_.rbegin(), connections_.rend(),
                   [&connection](const auto& each) { return each.get() == &connection; });
  connections_.erase(std::prev(place.base()));
}

Connection* Session::last_connection() const {
  return connections_.empty() ? nullptr : connections_.back().get();
}

bool Session::hears(const Tap& tap) const {
  return std::any_of(connections_.begin(), connections_.end(),
                     [&tap](const auto& each) { return each->tap.get() == &tap; });
}

std::vector<Connection*> Session::connections() const {
  std::vector<Connection*> all;
  for (const auto& each : connections_) all.push_back(each.get());
  return all;
}

// What waited for the answer that ends negotiation, or that makes a connection, starts.
void Session::activate_connections() {
  has_inactive_ = false;
  for (Connection* const connection : connections()) {
    if (connection->active) continue;
    if (connection->ended.empty()) {
      machine_.switchboard().start(*connection);
    } else {
      machine_.switchboard().announce_end(*connection);
    }
  }
}

}  // namespace signalbox
