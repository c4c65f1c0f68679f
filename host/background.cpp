// SPDX-License-Identifier: Apache-2.0
#include "host/background.hpp"

#include <utility>

#include "host/loop.hpp"
#include "host/new_thread.hpp"

namespace signalbox {

Background::~Background() {
  *alive_ = false;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Background::run(std::function<void()> job, std::function<void()> done) {
  put({std::move(job), std::move(done)});
}

void Background::put(Job job) {
  {
    const std::lock_guard lock(mutex_);
    jobs_.push(std::move(job));
  }
  if (!thread_.joinable()) thread_ = new_thread([this] { work(); });
  if (thread_.joinable()) return changed_.notify_one();
  loop_.post([this, alive = alive_] {
    if (*alive) work_here();
  });
}

void Background::work_here() {
  if (thread_.joinable()) return;  // which has come to the job meanwhile, or will
  Job job;
  {
    const std::lock_guard lock(mutex_);
    job = std::move(jobs_.front());
    jobs_.pop();
  }
  job.run();
  if (job.done) job.done();
}

void Background::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
    if (stopping_) return;
    Job job = std::move(jobs_.front());
    jobs_.pop();
    lock.unlock();
    job.run();
    job.run = nullptr;  // what it holds may be large: not under the lock, for which the loop waits
    if (job.done) {
      loop_.post([alive = alive_, done = std::move(job.done)] {
        if (*alive) done();
      });
    }
    lock.lock();
  }
}

}  // namespace signalbox
