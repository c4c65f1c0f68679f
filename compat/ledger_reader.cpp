// SPDX-License-Identifier: Apache-2.0
#include "compat/ledger_reader.hpp"

#include <atomic>
#include <exception>
#include <utility>

#include <SQLiteCpp/SQLiteCpp.h>

#include "compat/ledger_file.hpp"
#include "compat/shared_index.hpp"
#include "compat/stop_reading.hpp"

namespace signalbox {
namespace {

using namespace std::chrono_literals;

// A question that takes less needs no rest behind it.
constexpr std::chrono::milliseconds kShort = 5ms;

}  // namespace

// The connection, which is opened for the first question and after one that failed.
class LedgerReader::Desk {
 public:
  explicit Desk(std::filesystem::path file) : file_(std::move(file)) {}

  // Called by the other thread: the question ends soon, and later ones at once.
  void stop() { stopping_ = true; }

  // Returns why it cannot be answered; empty: it was.
  std::string ask(const Question& question) {
    const std::uint64_t losses = shared_index_losses();
    try {
      if (ledger_ == nullptr) {
        ledger_ = open_ledger_read_only(file_);
        stop_reading_when(stopping_, *ledger_);
      }
      SQLite::Transaction one_state(*ledger_);
      question(*ledger_);
      one_state.commit();
    } catch (const std::exception& error) {
      ledger_.reset();
      return error.what();
    }
    if (shared_index_losses() == losses) return {};
    return "its -shm file was shortened meanwhile; ask again";
  }

 private:
  const std::filesystem::path file_;
  std::atomic<bool> stopping_ = false;
  std::unique_ptr<SQLite::Database> ledger_;  // refers to stopping_ [reader's thread]
};

LedgerReader::LedgerReader(Loop& loop, const std::filesystem::path& ledger)
    : loop_(loop), desk_(std::make_shared<Desk>(ledger)), background_(loop) {}

LedgerReader::~LedgerReader() {
  desk_->stop();
}

void LedgerReader::ask(Question question, IsAwaited is_awaited, Done done) {
  waiting_.push_back({std::move(question), std::move(is_awaited), std::move(done)});
  next();
}

void LedgerReader::next() {
  if (is_busy_) return;
  while (!waiting_.empty() && !waiting_.front().is_awaited()) waiting_.pop_front();
  if (waiting_.empty()) return;
  is_busy_ = true;
  const auto asked = std::make_shared<Asked>(std::move(waiting_.front()));
  waiting_.pop_front();
  struct Result {
    std::string refusal;
    std::chrono::milliseconds took{0};
  };
  const auto result = std::make_shared<Result>();
  background_.run(
      [desk = desk_, asked, result] {
        const auto start = std::chrono::steady_clock::now();
        result->refusal = desk->ask(asked->question);
        result->took = std::chrono::duration_cast<std::chrono::milliseconds>(
            std::chrono::steady_clock::now() - start);
      },
      [this, asked, result] {
        rest(result->took);
        asked->done(result->refusal);
      });
}

void LedgerReader::rest(std::chrono::milliseconds duration) {
  if (duration < kShort) duration = 0ms;
  rest_.emplace(loop_, duration, [this] {
    is_busy_ = false;
    next();
  });
}

}  // namespace signalbox
