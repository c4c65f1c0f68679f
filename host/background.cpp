// SPDX-License-Identifier: Apache-2.0
#include "host/background.hpp"

#include <utility>

#include "host/loop.hpp"

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
  if (!thread_.joinable()) thread_ = std::thread([this] { work(); });
  {
    const std::lock_guard lock(mutex_);
    jobs_.push({std::move(job), std::move(done)});
  }
  changed_.notify_one();
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
    loop_.post([alive = alive_, done = std::move(job.done)] {
      if (*alive) done();
    });
    lock.lock();
  }
}

}  // namespace signalbox
