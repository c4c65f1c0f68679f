// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "schema/schema.hpp"

namespace signalbox::schema {

// What is different in a later version of a schema, for a client that was written for the earlier.
struct Change {
  bool breaks;       // such a client may fail
  std::string text;  // "command 'block-write': argument 'fill' is gone"
};

// All that clients can notice, in the order of the later schema, then what is gone. What a server
// takes may grow, what it sends may not get other types or lose members; new members and new values
// that it sends are for clients to pass over. Names of types and positions do not count.
std::vector<Change> changes_between(const Schema& earlier, const Schema& later);

}  // namespace signalbox::schema
