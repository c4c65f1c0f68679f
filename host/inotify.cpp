// SPDX-License-Identifier: Apache-2.0
#include "host/inotify.hpp"

#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <system_error>
#include <utility>
#include <vector>

#include "host/log.hpp"

namespace signalbox {
namespace {

// How often each follower looks, and how many do in one turn of the loop.
constexpr std::chrono::milliseconds kPause{1000};
constexpr std::size_t kMostLooks = 256;

// The same for all: of two watches of one directory the kernel keeps the later mask.
constexpr std::uint32_t kWatched = IN_CLOSE_WRITE | IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM |
                                   IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;

}  // namespace

Inotify::Inotify(Loop& loop) : loop_(loop) {}

Inotify::Id Inotify::add(Follower& follower) {
  followers_.emplace(++last_, &follower);
  if (!timer_) arm();
  return last_;
}

void Inotify::forget(Id id) {
  followers_.erase(id);
  std::vector<int> watches;
  for (const auto& [watch, ids] : watches_) {
    if (ids.contains(id)) watches.push_back(watch);
  }
  for (const int each : watches) unwatch(each, id);
}

void Inotify::open() {
  if (instance_) return;
  const int fd = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (fd < 0) return;
  instance_.emplace(fd);
  readiness_.emplace(
      loop_, fd,
      [this] {
        read();
        readiness_->want_read();
      },
      [] {});
  readiness_->want_read();
}

int Inotify::watch(const std::filesystem::path& directory, Id id) {
  open();
  if (!instance_) return no_watch("fs.inotify.max_user_instances");
  const int watch = ::inotify_add_watch(instance_->fd(), directory.c_str(), kWatched);
  if (watch < 0 && errno == ENOSPC) return no_watch("fs.inotify.max_user_watches");
  if (watch < 0) throw std::system_error(errno, std::generic_category(), directory.string());
  watches_[watch].insert(id);
  return watch;
}

int Inotify::no_watch(const char* limit) {
  if (!std::exchange(said_so_, true)) {
    log_warning("directories are looked through once a second, as the kernel's limit " +
                std::string(limit) + " is reached; raise it with sysctl");
  }
  return -1;
}

void Inotify::unwatch(int watch, Id id) {
  const auto found = watches_.find(watch);
  if (found == watches_.end()) return;
  found->second.erase(id);
  if (!found->second.empty()) return;
  watches_.erase(found);
  ::inotify_rm_watch(instance_->fd(), watch);
}

void Inotify::read() {
  if (!instance_) return;
  std::set<Id> told;
  alignas(inotify_event) char bytes[16 * 1024];
  for (ssize_t count; (count = ::read(instance_->fd(), bytes, sizeof bytes)) > 0;) {
    for (const char* at = bytes; at < bytes + count;) {
      inotify_event event;
      std::memcpy(&event, at, sizeof event);
      const std::string name = event.len ? std::string(at + sizeof event) : std::string();
      hand_on(event.wd, event.mask, name, told);
      at += sizeof event + event.len;
    }
  }
  settle(told);
}

void Inotify::hand_on(int watch, std::uint32_t mask, const std::string& name, std::set<Id>& told) {
  const auto tell = [&](Id id) {
    followers_.at(id)->note(watch, mask, name);
    told.insert(id);
  };
  if ((mask & IN_Q_OVERFLOW) != 0) {
    for (const auto& [id, follower] : followers_) tell(id);
    return;
  }
  const auto found = watches_.find(watch);
  if (found == watches_.end()) return;
  const std::set<Id> ids = found->second;  // a copy: a follower may give up the watch
  for (const Id each : ids) tell(each);
  if ((mask & IN_IGNORED) != 0) watches_.erase(watch);
}

void Inotify::settle(const std::set<Id>& told) {
  for (const Id each : told) {
    const auto found = followers_.find(each);
    if (found != followers_.end()) found->second->settle();
  }
}

void Inotify::look() {
  look_at(followers_.size());
}

void Inotify::look_at(std::size_t count) {
  std::set<Id> told;
  for (auto each = followers_.upper_bound(looked_at_); count > 0 && !followers_.empty(); --count) {
    if (each == followers_.end()) each = followers_.begin();
    looked_at_ = each->first;
    told.insert(looked_at_);
    (each++)->second->look();
  }
  settle(told);
}

void Inotify::arm() {
  timer_.reset();
  if (followers_.empty()) return;
  const std::size_t turns = (followers_.size() + kMostLooks - 1) / kMostLooks;
  timer_.emplace(loop_, kPause / turns, [this] {
    look_at(std::min(followers_.size(), kMostLooks));
    arm();
  });
}

}  // namespace signalbox
