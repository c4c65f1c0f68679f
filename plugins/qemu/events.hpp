// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/qemu/upstream_line.hpp"
#include "signalbox/plugin.h"
#include "wire/event_schema.hpp"

class UpstreamEvent;

// Returns whether this can be an event's name in QEMU's schema language: 1 to 128 letters, digits,
// '_', '-' and '.'.
bool is_event_name(std::string_view name);

// The events of the server as accessors: BLOCK_IO_ERROR as block-io-error-event, with a default
// connection, since that is what its clients have today. [loop]
class Events {
 public:
  explicit Events(const signalbox_host& host);
  ~Events();
  Events(const Events&) = delete;
  Events& operator=(const Events&) = delete;

  // Offers what the server has now, and no longer what it has not.
  void update(const std::vector<signalbox::EventSchema::Event>& events);

  // Hands an event to those who are connected.
  void emit(const UpstreamLine& event);

  // Offers an event that the server has sent and did not say it has. [machine thread]
  void offer(std::string_view name);
  bool could_offer(std::string_view name) const;  // whether that would change anything

  // Events that a server may have, whatever it says. QEMU 9 has 70.
  static constexpr std::size_t kMost = 1024;

 private:
  const signalbox_host& host_;
  std::map<std::string, std::unique_ptr<UpstreamEvent>, std::less<>> events_;  // by wire name
};
