// SPDX-License-Identifier: Apache-2.0
#include "client/calls.hpp"

#include <algorithm>

namespace signalbox::client {

int64_t Calls::begin() {
  waiting_[++last_id_];
  return last_id_;
}

bool Calls::settle(Reply reply, uint64_t events_before) {
  const auto call = reply.id ? waiting_.find(*reply.id)
                             : std::find_if(waiting_.begin(), waiting_.end(),
                                            [](const auto& waiting) { return !waiting.second; });
  if (call == waiting_.end() || call->second) return false;
  call->second = Settled{std::move(reply), events_before};
  return true;
}

}  // namespace signalbox::client
