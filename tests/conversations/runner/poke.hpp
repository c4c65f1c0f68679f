// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace signalbox::conversation {

// A command that a `!!` line stands for.
struct PokeRequest {
  std::string text;       // what is sent
  bool may_fail = false;  // an error reply is an answer too
};

// `fail DEVICE read|write|flush ERRNO` makes one request of a block device fail: a rule, and the
// request that it strikes. Anything else is a command and its arguments. Throws std::runtime_error.
std::vector<PokeRequest> poke_requests(const std::string& command, const std::string& arguments);

}  // namespace signalbox::conversation
