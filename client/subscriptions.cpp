// SPDX-License-Identifier: Apache-2.0
#include "client/subscriptions.hpp"

namespace signalbox::client {

int Subscriptions::add(const std::string& tag, const Subscription& subscription) {
  const int handle = ++last_handle_;
  by_tag_[tag] = {handle, subscription};
  tags_[handle] = tag;
  return handle;
}

std::string Subscriptions::remove(int handle) {
  const auto found = tags_.find(handle);
  if (found == tags_.end()) return {};
  std::string tag = found->second;
  tags_.erase(found);
  by_tag_.erase(tag);
  return tag;
}

int Subscriptions::remove(const std::string& tag) {
  const auto found = by_tag_.find(tag);
  if (found == by_tag_.end()) return 0;
  const int handle = found->second.handle;
  by_tag_.erase(found);
  tags_.erase(handle);
  return handle;
}

const Subscription* Subscriptions::find(const std::string& tag) const {
  const auto found = by_tag_.find(tag);
  return found == by_tag_.end() ? nullptr : &found->second.subscription;
}

}  // namespace signalbox::client
