// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

namespace signalbox {

class Ledger;

// Commits changes to a ledger on a thread of its own, in the order they are handed in, as many as
// wait at a time in one transaction. What cannot be committed (locked file, full disk) stays in
// memory and is tried again every kRetry. [loop, but where it says so]
class LedgerWriter {
 public:
  // May run several times, of which only the last is kept. [writer's thread]
  using Change = std::function<void(Ledger&)>;

  // Hands a function to the loop. [any thread]
  using Post = std::function<void(std::function<void()>)>;

  // Told on the loop: why nothing can be committed at present; empty: it goes on again.
  using Trouble = std::function<void(const std::string& reason)>;

  static constexpr std::chrono::milliseconds kRetry{250};

  LedgerWriter(std::unique_ptr<Ledger> ledger, Post post, Trouble trouble);

  // Commits what waits, trying once more if there is trouble.
  ~LedgerWriter();
  LedgerWriter(const LedgerWriter&) = delete;
  LedgerWriter& operator=(const LedgerWriter&) = delete;

  // `committed`, unless empty, runs on the loop once the change is on disk.
  void write(Change change, std::function<void()> committed = {});

 private:
  struct Job {
    Change change;
    std::function<void()> committed;
  };

  void run();
  enum class Outcome { committed, put_off, refused };

  Outcome commit(std::span<Job> jobs);
  std::vector<Job> left_over(std::vector<Job> jobs);
  void report(const std::string& reason);
  void notify(Job& job);

  const std::unique_ptr<Ledger> ledger_;
  const Post post_;
  const Trouble trouble_;
  std::string reason_;  // of the present trouble [writer's thread]

  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::vector<Job> queue_;
  bool stopping_ = false;

  std::thread thread_;  // last: it uses all of the above
};

}  // namespace signalbox
