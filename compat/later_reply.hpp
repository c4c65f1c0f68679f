// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "host/call.hpp"
#include "host/machine.hpp"

namespace signalbox {

// The answer of the command that is running, given later. Harmless when its machine has ended
// meanwhile. [loop]
class LaterReply {
 public:
  explicit LaterReply(Call& call)
      : machine_(call.machine), reply_(call.reply), alive_(call.machine.alive()) {
    call.answers_itself();
  }

  // `json`: the return value.
  void answer(const std::string& json) const {
    if (*alive_) machine_.answer(reply_, json);
  }
  void refuse(const std::string& description) const {
    if (*alive_) machine_.answer_error(reply_, "GenericError", description);
  }

 private:
  Machine& machine_;
  Reply& reply_;
  const std::shared_ptr<const bool> alive_;
};

}  // namespace signalbox
