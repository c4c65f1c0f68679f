// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "host/background.hpp"
#include "host/loop.hpp"

namespace SQLite {
class Database;
}

namespace signalbox {

// Reads a ledger on a thread of its own, so that no change waits while somebody is answered: one
// question after the other, in the order in which they came, each about one state of the file. A
// question that nobody awaits any more is dropped. Between two questions that take long, the thread
// rests as long as the first took: SQLite can empty its log then. [loop]
class LedgerReader {
 public:
  // Keeps what it finds in what it owns. May throw SQLite::Exception. [reader's thread]
  using Question = std::function<void(SQLite::Database& ledger)>;

  // Returns whether somebody still waits for the answer. [loop]
  using IsAwaited = std::function<bool()>;

  // Gets an empty text, or why the ledger could not be read. Not called for a question that was
  // dropped. [loop]
  using Done = std::function<void(const std::string& refusal)>;

  // `ledger` is the path of a ledger that is there when the first question is asked.
  LedgerReader(Loop& loop, const std::filesystem::path& ledger);

  // Interrupts the question that is being asked, and drops all of them.
  ~LedgerReader();
  LedgerReader(const LedgerReader&) = delete;
  LedgerReader& operator=(const LedgerReader&) = delete;

  void ask(Question question, IsAwaited is_awaited, Done done);

 private:
  class Desk;
  struct Asked {
    Question question;
    IsAwaited is_awaited;
    Done done;
  };

  void next();
  void rest(std::chrono::milliseconds duration);

  Loop& loop_;
  const std::shared_ptr<Desk> desk_;  // the thread's part
  std::deque<Asked> waiting_;
  bool is_busy_ = false;  // a question is being asked, or the thread rests
  std::optional<Timer> rest_;
  Background background_;  // last: its thread uses the desk
};

}  // namespace signalbox
