// SPDX-License-Identifier: Apache-2.0
#include "compat/ledger_writer.hpp"

#include <iterator>
#include <utility>

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include "compat/ledger.hpp"
#include "compat/ledger_refusal.hpp"
#include "compat/shared_index.hpp"

namespace signalbox {

namespace {

void require_index(std::uint64_t losses) {
  if (shared_index_losses() == losses) return;
  throw SQLite::Exception("its -shm file was shortened meanwhile", SQLITE_IOERR);
}

}  // namespace

LedgerWriter::LedgerWriter(std::unique_ptr<Ledger> ledger, Post post, Trouble trouble,
                           Missed missed, std::chrono::milliseconds lock_patience)
    : ledger_(std::move(ledger)),
      post_(std::move(post)),
      trouble_(std::move(trouble)),
      missed_(std::move(missed)),
      lock_patience_(lock_patience),
      thread_([this] { run(); }) {}

LedgerWriter::~LedgerWriter() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void LedgerWriter::write(std::string what, Change change, Done done) {
  put({std::move(what), std::move(change), std::move(done)});
}

void LedgerWriter::write_counts(Change change, Done done) {
  put({"counts", std::move(change), std::move(done), true});
}

void LedgerWriter::put(Job job) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(job));
  }
  changed_.notify_one();
}

void LedgerWriter::run() {
  std::vector<Job> jobs;
  while (true) {
    bool last = false;
    {
      std::unique_lock lock(mutex_);
      if (jobs.empty()) {
        changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      } else {
        changed_.wait_for(lock, kRetry, [this] { return stopping_; });
      }
      last = stopping_;
      std::move(queue_.begin(), queue_.end(), std::back_inserter(jobs));
      queue_.clear();
    }
    if (!jobs.empty()) jobs = left_over(std::move(jobs));
    if (last) return;
  }
}

// Makes all of them in one transaction, or none. One in whose time SQLite's index was lost is made
// again: whatever SQLite says of it.
void LedgerWriter::commit(std::span<Job> jobs) {
  const std::uint64_t losses = shared_index_losses();
  try {
    ledger_->begin();
    for (const Job& job : jobs) job.change(*ledger_);
    require_index(losses);
    ledger_->commit();
  } catch (const SQLite::Exception&) {
    ledger_->roll_back();
    ledger_->parts().take_left_out();  // was undone with the rest
    require_index(losses);
    throw;
  }
}

// Commits what can be committed, and returns what is to be tried again.
std::vector<LedgerWriter::Job> LedgerWriter::left_over(std::vector<Job> jobs) {
  std::vector<Job> waiting;
  commit_together(jobs, waiting);
  return waiting;
}

// The halves of what is refused are tried for themselves, down to the single change, so that one
// does not take others with it and costs few transactions more. What waits keeps its place: later
// changes may rest on its rows.
void LedgerWriter::commit_together(std::span<Job> jobs, std::vector<Job>& waiting) {
  if (!waiting.empty()) return commit_behind(jobs, waiting);
  try {
    commit(jobs);
    report({});
    for (Job& job : jobs) notify(job, {});
    return;
  } catch (const SQLite::Exception& error) {
    if (refusal_of(error) == LedgerRefusal::world) {
      report_world(jobs.front(), error);
      std::move(jobs.begin(), jobs.end(), std::back_inserter(waiting));
      return;
    }
  }
  if (jobs.size() == 1) return commit_or_wait(jobs.front(), waiting);
  const std::size_t half = jobs.size() / 2;
  commit_together(jobs.first(half), waiting);
  commit_together(jobs.subspan(half), waiting);
}

// Counts wait for no other change.
void LedgerWriter::commit_behind(std::span<Job> jobs, std::vector<Job>& waiting) {
  for (Job& job : jobs) {
    if (job.is_counts) {
      commit_or_wait(job, waiting);
    } else {
      waiting.push_back(std::move(job));
    }
  }
}

void LedgerWriter::commit_or_wait(Job& job, std::vector<Job>& waiting) {
  try {
    commit_alone(job, waiting.empty() ? std::string() : waiting.front().what + " waits");
  } catch (const SQLite::Exception& error) {
    if (must_wait(job, error)) {
      waiting.push_back(std::move(job));
      return;
    }
    miss({job.what, error.what()});
    notify(job, error.what());
  }
}

// `obstacle`: why counts may lack rows that they belong to; empty: they do not.
void LedgerWriter::commit_alone(Job& job, std::string obstacle) {
  LedgerParts& parts = ledger_->parts();
  const bool has_waited = job.is_counts || is_overdue(job);
  parts.leave_out(has_waited ? LedgerParts::Leave::schema_too : LedgerParts::Leave::for_good);
  try {
    commit({&job, 1});
  } catch (const SQLite::Exception&) {
    parts.leave_out(LedgerParts::Leave::nothing);
    throw;
  }
  parts.leave_out(LedgerParts::Leave::nothing);
  report({});
  for (const LeftOut& each : parts.take_left_out()) {
    miss(each);
    obstacle = each.reason;
  }
  notify(job, obstacle);
}

bool LedgerWriter::is_overdue(const Job& job) {
  return std::chrono::steady_clock::now() - job.since >= kSchemaPatience;
}

// Returns whether a change that was refused is to be tried again.
bool LedgerWriter::must_wait(const Job& job, const SQLite::Exception& error) {
  switch (refusal_of(error)) {
    case LedgerRefusal::world: report_world(job, error); return true;
    case LedgerRefusal::for_good: return false;
    case LedgerRefusal::schema: break;
  }
  const std::lock_guard lock(mutex_);
  return !stopping_ && !is_overdue(job);
}

void LedgerWriter::report_world(const Job& job, const SQLite::Exception& error) {
  const auto waited = std::chrono::steady_clock::now() - job.since;
  if (!is_locked(error) || waited >= lock_patience_) report(error.what());
}

void LedgerWriter::report(const std::string& reason) {
  if (reason.empty() == reason_.empty()) return;
  reason_ = reason;
  const std::lock_guard lock(mutex_);
  if (!stopping_) post_([tell = trouble_, reason] { tell(reason); });
}

void LedgerWriter::miss(const LeftOut& change) {
  const std::lock_guard lock(mutex_);
  if (!stopping_) post_([tell = missed_, change] { tell(change); });
}

void LedgerWriter::notify(Job& job, const std::string& refusal) {
  if (job.done) post_([done = std::move(job.done), refusal] { done(refusal); });
}

}  // namespace signalbox
