// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "host/descriptor.hpp"
#include "host/loop.hpp"

namespace signalbox {

// One inotify instance for a whole host: a user may have 128 of them, and a host has a directory
// or two for each machine. Not every change of a directory comes through inotify: so each follower
// is also asked to look by itself, once a second. [loop]
class Inotify {
 public:
  // A follower of directories. It must be destroyed or forgotten before the instance.
  class Follower {
   public:
    // Something has happened at a directory: `mask` and `name` as inotify(7) tells them. `watch` is
    // -1 with IN_Q_OVERFLOW: the kernel has dropped events of any directory.
    virtual void note(int watch, std::uint32_t mask, const std::string& name) = 0;

    // All that has happened so far is noted. The follower may be destroyed in here.
    virtual void settle() = 0;

    // One second has passed; settle() follows.
    virtual void look() = 0;

   protected:
    ~Follower() = default;
  };
  using Id = std::uint64_t;

  explicit Inotify(Loop& loop);
  Inotify(const Inotify&) = delete;
  Inotify& operator=(const Inotify&) = delete;

  // A follower is asked to look until it is forgotten.
  Id add(Follower& follower);
  void forget(Id id);

  // Begins to watch a directory for a follower, and gives the number of the watch. Several
  // followers, and several paths to one directory, have the same one. -1: the kernel has no watch
  // left, which the log says once. Throws std::system_error, with the directory, for what is wrong
  // with it.
  int watch(const std::filesystem::path& directory, Id id);
  void unwatch(int watch, Id id);

  // Hands on what has happened. Called when there is something; does not wait.
  void read();

  // Lets all followers look now. Otherwise each does once a second.
  void look();

 private:
  void open();
  void hand_on(int watch, std::uint32_t mask, const std::string& name, std::set<Id>& told);
  void settle(const std::set<Id>& told);
  int no_watch(const char* limit);
  void look_at(std::size_t count);
  void arm();

  Loop& loop_;
  Id last_ = 0;
  Id looked_at_ = 0;  // the follower that has looked last
  std::map<Id, Follower*> followers_;
  std::map<int, std::set<Id>> watches_;
  bool said_so_ = false;  // that there is no watch left
  std::optional<Descriptor> instance_;
  std::optional<Readiness> readiness_;
  std::optional<Timer> timer_;
};

}  // namespace signalbox
