// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "signalbox/plugin.h"

struct signalbox_timer {
  std::uint64_t number;  // the n-th that was armed
  std::uint64_t milliseconds;
  void (*function)(void* opaque);
  void* opaque;
};

namespace signalbox {

// What reached a client, in the order in which it did.
struct Seen {
  std::string text;  // "STOP", "RTC_CHANGE {\"offset\": 1}", "reply stop", "ended device-removed"
  std::uint64_t number = 0;
  std::uint64_t cause = 0;
};

// One machine with the plugins of this build tree behind their real boundary: shared objects,
// C and text. It has no loop: a call runs when it is made, a command marked 'blocks' on a thread
// of its own that is waited for; time passes when the test says so.
class FakeHost {
 public:
  FakeHost();
  ~FakeHost();
  FakeHost(const FakeHost&) = delete;
  FakeHost& operator=(const FakeHost&) = delete;

  // Maps PLUGIN.so, makes an instance, connects what waited for its accessors, and starts it.
  // Returns why it would not be made, or nothing. `configuration` and `saved` are JSON.
  std::string load(const std::string& plugin, const std::string& configuration = "{}",
                   const char* saved = nullptr);

  // Ends an instance as the host does. What save() gave of it.
  void unload(const std::string& plugin);
  std::string save(const std::string& plugin);

  // The reply: JSON, or "CLASS: DESCRIPTION".
  std::string execute(const std::string& command, const std::string& arguments = "{}");

  // Hears an accessor until the host ends, or says why not.
  std::string hear(const std::string& accessor, const std::string& arguments = "{}");
  std::string inject(const std::string& accessor, const std::string& data);

  // What has been seen since the last call; waits until it is `least` or more, which only what
  // a plugin's own thread emits can be late for.
  std::vector<Seen> seen(std::size_t least = 0);
  std::vector<std::string> seen_texts();

  // The timers that are armed; lets the first of them run out.
  const std::list<signalbox_timer>& timers() const { return timers_; }
  void run_out();

  // Files that the host says are its own.
  std::set<ino_t> own_inodes;

  bool ended() const { return ended_; }
  const std::vector<std::string>& log() const { return log_; }

 private:
  struct Instance;
  struct Hearing;
  struct Calls;

  void see(Seen one);
  void connect_waiting();
  void disconnect_from(const Instance& instance);

  std::map<std::string, std::unique_ptr<Instance>> instances_;
  std::list<std::unique_ptr<Hearing>> hearings_;
  std::list<std::unique_ptr<signalbox_listening>> listenings_;
  std::list<signalbox_timer> timers_;
  std::uint64_t timers_armed_ = 0;
  std::mutex mutex_;  // guards seen_
  std::condition_variable more_seen_;
  std::vector<Seen> seen_;
  std::vector<std::string> log_;
  std::atomic<std::uint64_t> emissions_ = 0;
  bool ended_ = false;
};

}  // namespace signalbox
