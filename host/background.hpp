// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <queue>
#include <thread>
#include <utility>

namespace signalbox {

class Loop;

// A thread for what may wait or take long, so that the loop need not: one job after the other, in
// the order in which they came. It is started when the first of them comes. Where no thread can be
// made, the jobs hold the loop: each is a task of its own there.
class Background {
 public:
  explicit Background(Loop& loop) : loop_(loop) {}

  // Waits for the job that is running; those that wait are dropped, and nothing more is called.
  ~Background();
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  // `job` is run and destroyed on the thread, and then `done` on the loop. Neither may throw.
  // [loop]
  void run(std::function<void()> job, std::function<void()> done);

  // Destroys a value on the thread: to free some MiB takes milliseconds. [loop]
  template <typename T>
  void destroy(T value) {
    put({[value = std::make_shared<T>(std::move(value))] {}, nullptr});
  }

 private:
  struct Job {
    std::function<void()> run;
    std::function<void()> done;  // may be empty
  };

  void put(Job job);
  void work();
  void work_here();  // one job [loop]

  Loop& loop_;
  std::mutex mutex_;  // guards the two
  std::queue<Job> jobs_;
  bool stopping_ = false;
  std::condition_variable changed_;
  std::thread thread_;
  // Tells a callback that arrives after the destructor that nobody is there. [loop]
  const std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace signalbox
