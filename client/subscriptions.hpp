// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "client/libqmp.h"

namespace signalbox::client {

// What generated code does with an event, and for whom.
struct Subscription {
  const wire_type* data_type;  // null: the event has no data
  QmpInvoke* invoke;
  void (*slot)(void);
  void* opaque;
};

// The subscriptions of one session: by the tag that the wire carries, and by the handle that C has.
class Subscriptions {
 public:
  // Returns the handle: positive, and never used twice.
  int add(const std::string& tag, const Subscription& subscription);

  // The tag that ended, empty where the handle is unknown.
  std::string remove(int handle);

  // The handle that ended, 0 where the tag is unknown.
  int remove(const std::string& tag);

  // Null where the tag is unknown; valid until the next add or remove.
  const Subscription* find(const std::string& tag) const;

 private:
  struct Entry {
    int handle;
    Subscription subscription;
  };

  std::map<std::string, Entry> by_tag_;
  std::map<int, std::string> tags_;
  int last_handle_ = 0;
};

}  // namespace signalbox::client
