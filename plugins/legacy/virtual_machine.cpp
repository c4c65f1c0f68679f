// SPDX-License-Identifier: Apache-2.0
#include "plugins/legacy/virtual_machine.hpp"

#include <utility>

RunState VirtualMachine::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

void VirtualMachine::stop(RunState state) {
  std::unique_lock lock(mutex_);
  halt(state);
  emit_pending(std::move(lock));
}

void VirtualMachine::resume() {
  std::unique_lock lock(mutex_);
  if (state_ == RS_RUNNING || state_ == RS_SHUTDOWN) return;
  state_ = RS_RUNNING;
  pending_.emplace_back([this] { resume_event_signal(&events_.resume); });
  emit_pending(std::move(lock));
}

void VirtualMachine::reset() {
  std::unique_lock lock(mutex_);
  restart();
  emit_pending(std::move(lock));
}

void VirtualMachine::power_down() {
  std::unique_lock lock(mutex_);
  pending_.emplace_back([this] { powerdown_event_signal(&events_.powerdown); });
  emit_pending(std::move(lock));
}

void VirtualMachine::shut_down() {
  std::unique_lock lock(mutex_);
  finish();
  emit_pending(std::move(lock));
}

void VirtualMachine::fail_request(const std::string& device, BlockIOOperation operation,
                                  BlockIOAction action) {
  std::unique_lock lock(mutex_);
  pending_.emplace_back([this, device, operation, action] {
    block_io_event_signal(&events_.block_io, device.c_str(), operation, action);
  });
  if (action == BIOA_STOP) halt(RS_IO_ERROR);
  emit_pending(std::move(lock));
}

void VirtualMachine::expire_watchdog(WatchdogAction action) {
  std::unique_lock lock(mutex_);
  pending_.emplace_back([this, action] { watchdog_event_signal(&events_.watchdog, action); });
  switch (action) {
    case WA_RESET: restart(); break;
    case WA_SHUTDOWN: finish(); break;
    case WA_PAUSE: halt(RS_WATCHDOG); break;
    case WA_POWEROFF:
    case WA_DEBUG:
    case WA_NONE: break;
  }
  emit_pending(std::move(lock));
}

void VirtualMachine::set_clock(std::int64_t offset_seconds) {
  std::unique_lock lock(mutex_);
  pending_.emplace_back(
      [this, offset_seconds] { rtc_change_event_signal(&events_.rtc_change, offset_seconds); });
  emit_pending(std::move(lock));
}

void VirtualMachine::halt(RunState state) {
  if (state_ != RS_RUNNING) return;
  state_ = state;
  pending_.emplace_back([this] { stop_event_signal(&events_.stop); });
}

void VirtualMachine::restart() {
  if (state_ != RS_RUNNING && state_ != RS_SHUTDOWN) state_ = RS_PRELAUNCH;
  pending_.emplace_back([this] { reset_event_signal(&events_.reset); });
}

void VirtualMachine::finish() {
  state_ = RS_SHUTDOWN;
  pending_.emplace_back([this] { shutdown_event_signal(&events_.shutdown); });
}

void VirtualMachine::emit_pending(std::unique_lock<std::mutex> lock) {
  if (emitter_ == std::this_thread::get_id()) return;  // inside a slot: the caller goes on
  emitter_left_.wait(lock, [this] { return emitter_ == std::thread::id(); });
  emitter_ = std::this_thread::get_id();
  while (!pending_.empty()) {
    const std::function<void()> emission = std::move(pending_.front());
    pending_.pop_front();
    lock.unlock();
    emission();
    lock.lock();
  }
  emitter_ = {};
  emitter_left_.notify_one();
}
