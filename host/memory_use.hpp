// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace signalbox {

// Memory that a client, or a server behind a plugin, makes the host keep, in bytes.
struct MemoryUse {
  std::size_t output = 0;  // not read by the client, without `reply`
  std::size_t reply = 0;   // the rest of the largest answer that the client has not read
  std::size_t input = 0;   // messages that are not complete, and requests that are not answered
  std::size_t conditions = 0;
  std::size_t upstream = 0;  // of servers alone: see signalbox_host.charge

  std::size_t total() const { return output + reply + input + conditions + upstream; }

  MemoryUse& operator+=(const MemoryUse& more) {
    output += more.output;
    reply += more.reply;
    input += more.input;
    conditions += more.conditions;
    upstream += more.upstream;
    return *this;
  }
  MemoryUse& operator-=(const MemoryUse& less) {
    output -= less.output;
    reply -= less.reply;
    input -= less.input;
    conditions -= less.conditions;
    upstream -= less.upstream;
    return *this;
  }
  bool operator==(const MemoryUse&) const = default;
};

}  // namespace signalbox
