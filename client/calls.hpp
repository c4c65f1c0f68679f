// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "client/message.hpp"

namespace signalbox::client {

// The calls of one session that wait for their replies.
class Calls {
 public:
  struct Settled {
    Reply reply;
    uint64_t events_before;  // how many events of the session came before the reply
  };

  // Returns the id of a new call.
  int64_t begin();

  // Gives a reply to the call that it belongs to. One without an id answers a request that the
  // server could not read: the oldest one. False where nobody waits for it.
  bool settle(Reply reply, uint64_t events_before);

  // Nothing while the call waits. Valid until end().
  const std::optional<Settled>& find(int64_t id) const { return waiting_.at(id); }

  void end(int64_t id) { waiting_.erase(id); }

 private:
  std::map<int64_t, std::optional<Settled>> waiting_;
  int64_t last_id_ = 0;
};

}  // namespace signalbox::client
