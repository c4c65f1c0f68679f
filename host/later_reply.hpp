// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "host/call.hpp"
#include "signalbox/error.h"

namespace signalbox {

// The answer of the command that is running, given later. Copies are of one answer. When the last
// of them goes and none has answered, what it waited for will not come, and the client is told.
// Harmless when the machine or the host has ended meanwhile. [any thread; made on the loop]
class LaterReply {
 public:
  // The command then answers by this alone.
  explicit LaterReply(Call& call);

  // Returns whether the client is still there and has no answer yet. [loop]
  bool is_awaited() const;

  // `json`: the return value. The first of these counts.
  void answer(std::string json) const;
  void refuse(std::string description) const;
  void refuse(Error* error) const;  // takes it over

 private:
  struct Owed;
  const std::shared_ptr<Owed> owed_;
};

}  // namespace signalbox
