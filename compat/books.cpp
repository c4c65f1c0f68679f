// SPDX-License-Identifier: Apache-2.0
#include "compat/books.hpp"

#include <sys/stat.h>

#include <cstring>
#include <utility>

#include "compat/ledger.hpp"
#include "compat/shared_index.hpp"
#include "host/log.hpp"
#include "host/loop.hpp"

namespace signalbox {
namespace {

// A file that takes nothing is named this often.
constexpr std::chrono::minutes kSayAgain{1};

// 0: there is no such file.
std::uint64_t inode_of(const std::filesystem::path& file) {
  struct stat status {};
  return ::stat(file.c_str(), &status) == 0 ? status.st_ino : 0;
}

}  // namespace

std::int64_t seconds_now() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string not_recorded(const std::string& refusal) {
  return "The ledger does not take it: " + refusal;
}

Books::Books(Loop& loop, const std::filesystem::path& file, const LimitValues& limits, Clock clock)
    : clock_(std::move(clock)), file_(file), tally_(file), reader_(loop, file) {
  auto ledger = std::make_unique<Ledger>(file, tally_, clock_());
  opening_ = {{ledger->last("machine"), ledger->last("session"), ledger->last("account"),
               ledger->last("emission_account"), ledger->last("experiment")},
              ledger->machines(),
              ledger->clients(),
              stage_rows(ledger->database()),
              brownouts(ledger->database(), clock_())};
  inode_ = inode_of(file_);
  ledger->limit_new_clients(limit_of(loop, limits));
  writer_ = std::make_unique<LedgerWriter>(
      std::move(ledger),
      [&loop](std::function<void()> function) { loop.post(std::move(function)); },
      [weak = std::weak_ptr<Books*>(self_)](const std::string& reason) {
        if (const auto self = weak.lock()) (*self)->trouble(reason);
      },
      [weak = std::weak_ptr<Books*>(self_)](const LeftOut& change) {
        if (const auto self = weak.lock()) (*self)->missed(change);
      });
}

Books::~Books() = default;

// Limits whose counts the ledger's thread makes, and which are told of on the loop.
NewClients Books::limit_of(Loop& loop, const LimitValues& limits) const {
  const auto teller_of = [&loop, weak = std::weak_ptr<Books*>(self_)](Limit limit) {
    return [&loop, weak, limit](const std::string& of, std::uint64_t count) {
      loop.post([weak, limit, of, count] {
        const auto self = weak.lock();
        if (self && (*self)->counted_) (*self)->counted_(limit, of, count);
      });
    };
  };
  return {limits[Limit::new_clients], teller_of(Limit::new_clients), limits[Limit::new_versions],
          teller_of(Limit::new_versions)};
}

void Books::write(std::string what, LedgerWriter::Change change, LedgerWriter::Done done) {
  writer_->write(std::move(what), std::move(change), std::move(done));
}

void Books::write_counts(LedgerWriter::Change change, LedgerWriter::Done done) {
  writer_->write_counts(std::move(change), std::move(done));
}

// A change of nothing is on disk when all before it are.
void Books::ask(LedgerReader::Question question, LedgerReader::IsAwaited is_awaited,
                LedgerReader::Done done) {
  writer_->write(
      "what is asked", [](Ledger&) {},
      [weak = std::weak_ptr<Books*>(self_), question = std::move(question),
       is_awaited = std::move(is_awaited), done = std::move(done)](const std::string& refusal) {
        const auto self = weak.lock();
        if (!self) return;
        if (!refusal.empty()) return done(refusal);
        (*self)->reader_.ask(question, is_awaited, done);
      });
}

void Books::look() {
  look_at_ledger();
  look_at_index();
  look_at_tally();
}

void Books::look_at_ledger() {
  if (is_gone_) return;
  if (write_ahead_inode_ == 0) write_ahead_inode_ = inode_of(write_ahead_file());
  const bool is_there = inode_of(file_) == inode_;
  if (is_there && inode_of(write_ahead_file()) == write_ahead_inode_) return;
  is_gone_ = true;
  log_error("ledger '" + (is_there ? write_ahead_file() : file_).string() +
            "' was removed or replaced while it was in use: what is recorded from now on is lost; "
            "restart the host");
}

void Books::look_at_index() {
  const std::string file = "'" + file_.string() + "-shm'";
  switch (take_index_loss()) {
    case IndexLoss::none: break;
    case IndexLoss::lengthened:
      had_trouble_ = true;
      log_warning(file +
                  " was shortened while it was in use; SQLite makes it anew, and no count is "
                  "lost");
      break;
    case IndexLoss::detached:
      had_trouble_ = true;
      log_error(file +
                " was shortened while it was in use, and cannot have its length again: other "
                "programs read an old state of the ledger; make room on its disk, and "
                "restart the host");
      break;
  }
}

std::filesystem::path Books::write_ahead_file() const {
  return file_.string() + "-wal";
}

void Books::look_at_tally() {
  const Tally::Look found = tally_.look();
  if (is_gone_) return;  // that is worse
  if (found != Tally::Look::fine) {
    had_trouble_ = true;
    log_warning("'" + tally_.path().string() +
                (found == Tally::Look::moved
                     ? "' was removed or replaced while it was in use; no count is lost"
                     : "' was shortened or written to while it was in use: counts of the last "
                       "second are lost") +
                (tally_.is_durable() ? ", and the file is made anew" : ""));
  }
  const bool was_durable = std::exchange(was_durable_, tally_.is_durable());
  if (was_durable && !was_durable_) {
    log_warning("'" + tally_.path().string() + "' cannot be written: " +
                std::strerror(tally_.refusal()) + "; new counts are kept in memory alone");
  }
  if (!was_durable && was_durable_) {
    log_info("'" + tally_.path().string() + "' can be written again");
  }
}

void Books::trouble(const std::string& reason) {
  in_trouble_ = !reason.empty();
  had_trouble_ = had_trouble_ || in_trouble_;
  if (in_trouble_) {
    log_warning("the ledger cannot be written: " + reason + "; counting goes on in the tally");
  } else {
    log_info("the ledger can be written again");
  }
}

void Books::missed(const LeftOut& change) {
  ++missed_;
  had_trouble_ = true;
  const auto now = std::chrono::steady_clock::now();
  if (said_ && now - *said_ < kSayAgain) {
    ++unsaid_;
    return;
  }
  said_ = now;
  const std::uint64_t before = std::exchange(unsaid_, 0);
  log_warning("ledger '" + file_.string() + "' does not take " + change.what + ": " +
              change.reason + "; the rest is written" +
              (before == 0 ? "" : "; " + std::to_string(before) + " more were left out before") +
              "; 'signalbox ledger fsck' looks for damage");
}

}  // namespace signalbox
