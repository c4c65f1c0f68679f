// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>
#include <utility>

#include "client/json.hpp"
#include "client/session.hpp"

using signalbox::client::Event;
using signalbox::client::Json;
using signalbox::client::known_part;
using signalbox::client::Subscription;

namespace {

std::string reason_of(const Event& event) {
  const auto data = Json::read(event.data);
  const auto reason = data ? data->value().member("reason") : std::nullopt;
  return reason ? reason->string().value_or("") : "";
}

// False where the data is not of the connection's type.
bool invoke(const Subscription& subscription, const Event& event) {
  if (subscription.data_type == nullptr) {
    subscription.invoke(nullptr, subscription.slot, subscription.opaque);
    return true;
  }
  const wire_type& type = *subscription.data_type;
  const auto json = Json::read(event.data.empty() ? "{}" : event.data);
  if (!json) return false;
  const std::string text = known_part(json->value(), type);
  void* data = calloc(1, std::max<size_t>(type.size, 1));
  char* refusal = nullptr;
  const bool fits = wire_decode(text.data(), text.size(), &type, data, &refusal);
  if (fits) {
    subscription.invoke(data, subscription.slot, subscription.opaque);
    wire_free(&type, data);
  }
  free(refusal);
  free(data);
  return fits;
}

}  // namespace

int QmpSession::run_events() {
  int count = 0;
  while (!events_.empty()) count += run_next_event() ? 1 : 0;
  return count;
}

// Whether a callback ran.
bool QmpSession::run_next_event() {
  const Event event = std::move(events_.front());
  events_.pop_front();
  ++events_taken_;
  in_callback_ = true;
  const bool ran = deliver(event);
  in_callback_ = false;
  return ran;
}

bool QmpSession::deliver(const Event& event) {
  if (event.tag.empty()) return deliver_unconnected(event);
  if (event.name == "SIGNAL_DISCONNECTED") return deliver_disconnected(event);
  const Subscription* found = subscriptions_.find(event.tag);
  if (found == nullptr) return false;  // disconnected while the event was under way
  if (event.name == "SIGNAL_GAP") return deliver_unconnected(event);
  const Subscription subscription = *found;  // its callback may disconnect it
  return invoke(subscription, event) || deliver_unconnected(event);
}

bool QmpSession::deliver_disconnected(const Event& event) {
  const int handle = subscriptions_.remove(event.tag);
  if (handle == 0) return false;
  const bool ran = deliver_unconnected(event);
  if (disconnected_callback_.function == nullptr) return ran;
  disconnected_callback_.function(handle, reason_of(event).c_str(), disconnected_callback_.opaque);
  return true;
}

bool QmpSession::deliver_unconnected(const Event& event) {
  if (event_callback_.function == nullptr) return false;
  event_callback_.function(event.name.c_str(), event.data.empty() ? nullptr : event.data.c_str(),
                           event.seconds, event.microseconds, event_callback_.opaque);
  return true;
}
