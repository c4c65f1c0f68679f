// SPDX-License-Identifier: Apache-2.0
#include "compat/books.hpp"

#include <sys/stat.h>

#include <utility>

#include "compat/ledger.hpp"
#include "host/log.hpp"
#include "host/loop.hpp"

namespace signalbox {
namespace {

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

Books::Books(Loop& loop, const std::filesystem::path& file, Clock clock)
    : clock_(std::move(clock)), file_(file), tally_(file) {
  auto ledger = std::make_unique<Ledger>(file, tally_, clock_());
  opening_ = {{ledger->last("machine"), ledger->last("session"), ledger->last("account"),
               ledger->last("emission_account"), ledger->last("experiment")},
              ledger->machines(),
              ledger->clients(),
              stage_rows(ledger->database()),
              brownouts(ledger->database(), clock_())};
  inode_ = inode_of(file_);
  writer_ = std::make_unique<LedgerWriter>(
      std::move(ledger),
      [&loop](std::function<void()> function) { loop.post(std::move(function)); },
      [weak = std::weak_ptr<Books*>(self_)](const std::string& reason) {
        if (const auto self = weak.lock()) (*self)->trouble(reason);
      });
}

Books::~Books() = default;

void Books::write(LedgerWriter::Change change, std::function<void()> committed) {
  writer_->write(std::move(change), std::move(committed));
}

void Books::look() {
  if (is_gone_ || inode_of(file_) == inode_) return;
  is_gone_ = true;
  log_error("ledger '" + file_.string() +
            "' was removed or replaced while it was in use: what is recorded from now on is lost; "
            "restart the host");
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

}  // namespace signalbox
