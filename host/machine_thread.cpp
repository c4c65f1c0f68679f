// SPDX-License-Identifier: Apache-2.0
#include "host/machine_thread.hpp"

#include <cassert>
#include <chrono>
#include <exception>
#include <utility>

#include "host/coarse_now.hpp"
#include "host/log.hpp"
#include "host/loop.hpp"
#include "host/new_thread.hpp"
#include "host/thrown.hpp"

namespace signalbox {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// Whose call the calling thread is running.
thread_local const MachineThread* inside = nullptr;

// Runs a call. An exception that leaves it ends that call alone, and is logged.
void run_alone(const std::string& owner, const std::function<void()>& call) {
  try {
    call();
  } catch (...) {
    const std::string source = owner.empty() ? "the host" : "plugin '" + owner + "'";
    log_of_plugin(LogLevel::error, source, "a call of " + source + " has failed: " + thrown_text());
  }
}

}  // namespace

MachineThread::MachineThread(Loop& loop, std::function<bool()> may_run_own)
    : loop_(loop), may_run_own_(std::move(may_run_own)) {}

MachineThread::~MachineThread() {
  *alive_ = false;
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_one();
  if (worker_.joinable()) worker_.join();
}

void MachineThread::submit(Place place, std::string owner, std::function<void()> call,
                           Order order) {
  calls_.push_back({place, std::move(owner), std::move(call), order});
  run_next();
}

void MachineThread::go_on_on_worker(std::string owner, std::function<void()> call) {
  assert(is_inside() && running_);
  calls_.push_front({Place::worker, std::move(owner), std::move(call), Order::any});
}

std::string MachineThread::stuck_in() const {
  const auto since = std::chrono::floor<std::chrono::seconds>(Clock::now() - running_since_);
  if (!running_ || runs_for_.empty() || since.count() == 0) return {};
  return " (plugin '" + runs_for_ + "' has not returned from a call for " +
         std::to_string(since.count()) + " s)";
}

bool MachineThread::is_inside() const {
  return inside == this;
}

void MachineThread::run_next() {
  const std::shared_ptr<bool> alive = alive_;
  while (*alive && !running_ && !calls_.empty()) {
    const bool may_run = may_run_next();
    if (!*alive || !may_run) return;
    running_ = true;
    Call call = std::move(calls_.front());
    calls_.pop_front();
    if (call.place == Place::worker && has_worker()) return hand_over(std::move(call));
    if (call.place == Place::worker && !call.owner.empty()) {
      leave_out(call);
    } else {
      run_here(call);
    }
    if (*alive) running_ = false;
  }
}

// Asks for the call that is next. Nothing else runs meanwhile.
bool MachineThread::may_run_next() {
  const Call& next = calls_.front();
  if (!next.owner.empty() || next.order != Order::behind_posted) return true;
  running_ = true;
  const std::shared_ptr<bool> alive = alive_;
  try {
    const bool may_run = may_run_own_();
    if (*alive) running_ = false;
    return may_run;
  } catch (...) {
    if (*alive) running_ = false;
    throw;
  }
}

void MachineThread::run_here(const Call& call) {
  const MachineThread* const outer = std::exchange(inside, this);
  const Clock::time_point start = coarse_now();
  run_alone(call.owner, call.run);
  inside = outer;
  const auto took = std::chrono::duration_cast<milliseconds>(coarse_now() - start);
  if (took < kLongCall || call.owner.empty()) return;
  log_of_plugin(LogLevel::warning, call.owner,
                "plugin '" + call.owner + "' held the loop for " + std::to_string(took.count()) +
                    " ms; mark what takes long as 'blocks' in its schema");
}

bool MachineThread::has_worker() {
  if (!worker_.joinable()) worker_ = new_thread([this] { work(); });
  return worker_.joinable();
}

// The call may wait for something that only the loop does.
void MachineThread::leave_out(const Call& call) {
  log_of_plugin(LogLevel::warning, call.owner,
                "a call of plugin '" + call.owner + "' is left out: " + std::string(kNoThread));
}

void MachineThread::hand_over(Call call) {
  runs_for_ = std::move(call.owner);
  running_since_ = Clock::now();
  {
    const std::lock_guard lock(mutex_);
    job_ = std::move(call.run);
  }
  changed_.notify_one();
}

void MachineThread::work() {
  inside = this;
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stop_ || job_; });
    if (stop_) return;
    std::function<void()> job = std::exchange(job_, nullptr);
    lock.unlock();
    run_alone(runs_for_, job);
    job = nullptr;  // what it holds may be large: not under the lock, for which the loop waits
    loop_.post([this, alive = alive_] {
      if (!*alive) return;
      running_ = false;
      run_next();
    });
    lock.lock();
  }
}

}  // namespace signalbox
