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

#include "compat/ledger_parts.hpp"

namespace SQLite {
class Exception;
}

namespace signalbox {

class Ledger;

// Commits changes to a ledger on a thread of its own, in the order they are handed in, as many as
// wait at a time in one transaction. What cannot be committed (locked file, full disk) stays in
// memory and is tried again every kRetry. A change that SQLite refuses for another reason is left
// out, and the others are made. [loop, but where it says so]
class LedgerWriter {
 public:
  // May run several times, of which only the last is kept. [writer's thread]
  using Change = std::function<void(Ledger&)>;

  // Hands a function to the loop. [any thread]
  using Post = std::function<void(std::function<void()>)>;

  // Told on the loop: why nothing can be committed at present; empty: it goes on again.
  using Trouble = std::function<void(const std::string& reason)>;

  // Told on the loop of each change, or part of one, that is never made.
  using Missed = std::function<void(const LeftOut& change)>;

  // Runs on the loop once the change is on disk, or, with SQLite's reason, will never be.
  using Done = std::function<void(const std::string& refusal)>;

  static constexpr std::chrono::milliseconds kRetry{250};

  // A change for which a table or column is missing waits so long: whoever alters the file may not
  // be done. The changes behind it wait with it.
  static constexpr std::chrono::seconds kSchemaPatience{5};

  // A file that another program has locked is no trouble until it has kept a change waiting for so
  // long: `signalbox ledger prune` takes a second or two on a slow disk.
  static constexpr std::chrono::milliseconds kLockPatience{5000};

  LedgerWriter(std::unique_ptr<Ledger> ledger, Post post, Trouble trouble, Missed missed,
               std::chrono::milliseconds lock_patience = kLockPatience);

  // Commits what waits, trying once more if there is trouble.
  ~LedgerWriter();
  LedgerWriter(const LedgerWriter&) = delete;
  LedgerWriter& operator=(const LedgerWriter&) = delete;

  // `what` names the change for people: "a session". `done` may be empty.
  void write(std::string what, Change change, Done done = {});

  // The same for counts that are handed in again and again: they wait for no other change, and what
  // SQLite refuses of them is left out at once. `done` gets a reason, too, when the rows of other
  // changes were not there yet.
  void write_counts(Change change, Done done);

 private:
  struct Job {
    std::string what;
    Change change;
    Done done;
    bool is_counts = false;
    std::chrono::steady_clock::time_point since = std::chrono::steady_clock::now();
  };

  void put(Job job);
  void run();
  void commit(std::span<Job> jobs);
  std::vector<Job> left_over(std::vector<Job> jobs);
  void commit_together(std::span<Job> jobs, std::vector<Job>& waiting);
  void commit_behind(std::span<Job> jobs, std::vector<Job>& waiting);
  void commit_or_wait(Job& job, std::vector<Job>& waiting);
  void commit_alone(Job& job, std::string obstacle);
  static bool is_overdue(const Job& job);
  bool must_wait(const Job& job, const SQLite::Exception& error);
  void report_world(const Job& job, const SQLite::Exception& error);
  void report(const std::string& reason);
  void miss(const LeftOut& change);
  void notify(Job& job, const std::string& refusal);

  const std::unique_ptr<Ledger> ledger_;
  const Post post_;
  const Trouble trouble_;
  const Missed missed_;
  const std::chrono::milliseconds lock_patience_;
  std::string reason_;  // of the present trouble [writer's thread]

  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::vector<Job> queue_;
  bool stopping_ = false;

  std::thread thread_;  // last: it uses all of the above
};

}  // namespace signalbox
