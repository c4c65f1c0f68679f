// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "signalbox/plugin.h"

namespace signalbox::cli {

// A host with one plugin and nobody else: no clients, no other plugins, and time stands still. What
// a plugin does while it is made, started and ended works as in a real one; what waits for others,
// waits.
class TrialHost {
 public:
  // `configuration` is the plugin's part, a JSON object.
  explicit TrialHost(std::string configuration);
  TrialHost(const TrialHost&) = delete;
  TrialHost& operator=(const TrialHost&) = delete;

  // What the plugin gets. Valid as long as this.
  const signalbox_host* calls() const { return &calls_; }

  // Runs what was posted, and what that posts.
  void run_posted();

  // What a host does when destroy() is due.
  void end_listenings();

  const std::vector<std::string>& commands() const { return commands_; }
  const std::map<std::string, std::string>& accessors() const { return accessors_; }  // to events
  const std::vector<std::string>& log() const { return log_; }

 private:
  static TrialHost& of(void* self) { return *static_cast<TrialHost*>(self); }
  void post(std::function<void()> function);
  void unlisten(std::list<signalbox_listener>::iterator listener);

  signalbox_host calls_;
  const std::string configuration_;
  std::vector<std::string> commands_;
  std::map<std::string, std::string> accessors_;
  std::list<signalbox_listener> listeners_;
  std::atomic<std::uint64_t> emissions_ = 0;
  std::mutex mutex_;  // guards what follows
  std::deque<std::function<void()>> posted_;
  std::vector<std::string> log_;
};

}  // namespace signalbox::cli
