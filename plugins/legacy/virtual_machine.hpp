// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "plugins/legacy/machine_events.hpp"

// A machine that runs, stands or ends, and says so. It has no guest.
//
// Any method may be called from any thread and from inside a slot. What a transition emits has
// been emitted when the method returns, in the order of the transitions; only a transition made
// inside a slot is told after the event of that slot.
class VirtualMachine {
 public:
  explicit VirtualMachine(RunState state) : state_(state) {}

  RunState state() const;
  MachineEvents& events() { return events_; }

  // STOP, if it was running; `state` says why it stands.
  void stop(RunState state);

  // RESUME, if it was standing.
  void resume();

  // RESET. A machine that stands is as it was before it first ran.
  void reset();

  // POWERDOWN: a request to the guest.
  void power_down();

  // SHUTDOWN. Nothing changes the state afterwards.
  void shut_down();

  // BLOCK_IO_ERROR, and STOP if that is the action.
  void fail_request(const std::string& device, BlockIOOperation operation, BlockIOAction action);

  // WATCHDOG, and what follows from `action`.
  void expire_watchdog(WatchdogAction action);

  // RTC_CHANGE.
  void set_clock(std::int64_t offset_seconds);

 private:
  // These need mutex_, and leave what is to be emitted in pending_.
  void halt(RunState state);
  void restart();
  void finish();

  // Takes `lock` of mutex_ and lets it go while it emits.
  void emit_pending(std::unique_lock<std::mutex> lock);

  MachineEvents events_;

  mutable std::mutex mutex_;  // never held while a slot runs
  RunState state_;
  std::deque<std::function<void()>> pending_;
  std::thread::id emitter_;  // the thread that empties pending_, or none
  std::condition_variable emitter_left_;
};
