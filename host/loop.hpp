// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <initializer_list>
#include <memory>

namespace signalbox {

// The one thread that owns sessions, registries and outboxes. Descriptors are only numbers to it:
// it says when they are ready and never reads, writes or closes them.
class Loop {
 public:
  using Clock = std::chrono::steady_clock;

  // `now` is what the time of turns is measured by: for tests that want another time.
  explicit Loop(std::function<Clock::time_point()> now = Clock::now);
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  // Runs until stop(). The calling thread is the loop thread from then on. What a function
  // throws is named in the log, and the loop goes on with the next one.
  void run();
  void stop();  // [any thread]

  // Runs `function` on the loop thread, after what is already queued. [any thread]
  void post(std::function<void()> function);

  bool is_this_thread() const;  // [any thread]

  const std::function<Clock::time_point()>& clock() const { return now_; }

 private:
  friend class Readiness;
  friend class Timer;
  friend class Wakeup;
  friend class SignalWait;
  friend class HttpServer;
  struct Reactor;  // reactor.hpp

  bool run_until_failure();

  const std::function<Clock::time_point()> now_;
  std::unique_ptr<Reactor> reactor_;
};

// Tells when one descriptor is ready. The callbacks run on the loop thread, once for each time
// that they are asked for, and not any more once this object is destroyed, which may happen
// inside a callback. The descriptor must stay open as long as this object lives. [loop]
class Readiness {
 public:
  Readiness(Loop& loop, int fd, std::function<void()> readable, std::function<void()> writable);
  ~Readiness();
  Readiness(const Readiness&) = delete;
  Readiness& operator=(const Readiness&) = delete;

  // Asking twice is asking once.
  void want_read();
  void want_write();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

// Runs its function on the loop thread whenever it is asked to, which allocates nothing. Asking
// before it runs is asking once. [loop]
class Wakeup {
 public:
  Wakeup(Loop& loop, std::function<void()> function);
  ~Wakeup();
  Wakeup(const Wakeup&) = delete;
  Wakeup& operator=(const Wakeup&) = delete;

  void ask();  // [any thread]

 private:
  struct State;
  std::shared_ptr<State> state_;
};

// Runs its function once after a time, on the loop thread; destroying it disarms it. [loop]
class Timer {
 public:
  Timer(Loop& loop, std::chrono::milliseconds after, std::function<void()> function);
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

// Runs its function on the loop thread whenever one of its signals comes. [loop]
class SignalWait {
 public:
  SignalWait(Loop& loop, std::initializer_list<int> signals,
             std::function<void(int signal)> function);
  ~SignalWait();
  SignalWait(const SignalWait&) = delete;
  SignalWait& operator=(const SignalWait&) = delete;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace signalbox
