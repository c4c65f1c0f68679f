// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace signalbox {

class Loop;

// Makes one machine's calls into plugins one at a time, in the order they came: on the loop
// thread itself, or, for those that may take long, on a worker that is started when the first of
// them comes. While the worker runs one, the machine's next call waits and the loop goes on.
class MachineThread {
 public:
  // What holds the loop longer than this is named in the log (architecture.md, Threads).
  static constexpr std::chrono::milliseconds kLongCall{100};

  // What a call is, and where it runs.
  enum class Place { loop, worker };

  // Whether what earlier calls posted goes before a call of the host's own: where that may change
  // who is connected.
  enum class Order { behind_posted, any };

  // `may_run_own` is asked on the loop before each call of the host's own that is behind_posted. If
  // it says no, that call and those behind it wait until go_on(), when it is asked again.
  MachineThread(Loop& loop, std::function<bool()> may_run_own);

  // Waits for a call that the worker is running; calls that wait are dropped.
  ~MachineThread();
  MachineThread(const MachineThread&) = delete;
  MachineThread& operator=(const MachineThread&) = delete;

  // Queues a call. `owner` names the plugin, for the log when the call holds the loop too long,
  // and is empty for the host itself. Runs it at once where nothing is ahead of it. What the call
  // throws is named in the log. [loop]
  void submit(Place place, std::string owner, std::function<void()> call,
              Order order = Order::behind_posted);

  // The rest of the call that is running on the loop: it is made on the worker as soon as that one
  // returns, before all that waits. [inside a call, on the loop]
  void go_on_on_worker(std::string owner, std::function<void()> call);

  // Returns whether there is a worker or one can be made. Where not, calls of plugins for the
  // worker are left out, and those of the host's own are made on the loop. [loop]
  bool has_worker();

  void go_on() { run_next(); }  // [loop]

  // A call is running on this very thread.
  bool is_inside() const;  // [any thread]

  // For the log: " (plugin 'x' has not returned from a call for 61 s)"; empty: nobody has been in a
  // call for long. [loop]
  std::string stuck_in() const;

  bool is_idle() const { return !running_ && calls_.empty(); }  // [loop]

 private:
  struct Call {
    Place place;
    std::string owner;
    std::function<void()> run;
    Order order;
  };

  void run_next();
  bool may_run_next();
  void run_here(const Call& call);
  static void leave_out(const Call& call);
  void hand_over(Call call);
  void work();

  Loop& loop_;
  const std::function<bool()> may_run_own_;
  std::deque<Call> calls_;
  bool running_ = false;  // on the loop or on the worker
  std::string runs_for_;  // whose call the worker was given last
  std::chrono::steady_clock::time_point running_since_;

  std::thread worker_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::function<void()> job_;  // guarded by mutex_
  bool stop_ = false;          // guarded by mutex_
  // Tells a callback that arrives after the destructor that nobody is there.
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace signalbox
