// SPDX-License-Identifier: Apache-2.0
#include "compat/ledger_writer.hpp"

#include <iterator>
#include <utility>

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include "compat/ledger.hpp"

namespace signalbox {
namespace {

// The world's fault; else a row that the schema refuses, or that is missing, which is ours.
bool may_pass(const SQLite::Exception& error) {
  switch (error.getErrorCode()) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_NOMEM:
    case SQLITE_READONLY:
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_CANTOPEN:
    case SQLITE_PROTOCOL: return true;
    default: return false;
  }
}

}  // namespace

LedgerWriter::LedgerWriter(std::unique_ptr<Ledger> ledger, Post post, Trouble trouble)
    : ledger_(std::move(ledger)),
      post_(std::move(post)),
      trouble_(std::move(trouble)),
      thread_([this] { run(); }) {}

LedgerWriter::~LedgerWriter() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void LedgerWriter::write(Change change, std::function<void()> committed) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back({std::move(change), std::move(committed)});
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

LedgerWriter::Outcome LedgerWriter::commit(std::span<Job> jobs) {
  try {
    ledger_->begin();
    for (const Job& job : jobs) job.change(*ledger_);
    ledger_->commit();
  } catch (const SQLite::Exception& error) {
    ledger_->roll_back();
    report(error.what());
    return may_pass(error) ? Outcome::put_off : Outcome::refused;
  }
  report({});
  for (Job& job : jobs) notify(job);
  return Outcome::committed;
}

// Commits what can be committed, and returns what is to be tried again. A change that can never be
// made is left out, so that the others are.
std::vector<LedgerWriter::Job> LedgerWriter::left_over(std::vector<Job> jobs) {
  switch (commit(jobs)) {
    case Outcome::committed: return {};
    case Outcome::put_off: return jobs;
    case Outcome::refused: break;
  }
  std::vector<Job> put_off;
  for (Job& job : jobs) {
    if (commit({&job, 1}) == Outcome::put_off) put_off.push_back(std::move(job));
  }
  return put_off;
}

void LedgerWriter::report(const std::string& reason) {
  if (reason.empty() == reason_.empty()) return;
  reason_ = reason;
  const std::lock_guard lock(mutex_);
  if (!stopping_) post_([tell = trouble_, reason] { tell(reason); });
}

void LedgerWriter::notify(Job& job) {
  if (job.committed) post_(std::move(job.committed));
}

}  // namespace signalbox
