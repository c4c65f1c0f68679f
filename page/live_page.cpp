// SPDX-License-Identifier: Apache-2.0
#include "page/live_page.hpp"

#include <exception>
#include <memory>
#include <string>
#include <utility>

#include <SQLiteCpp/SQLiteCpp.h>

#include "compat/books.hpp"
#include "compat/ledger_view.hpp"
#include "compat/report.hpp"
#include "host/log.hpp"
#include "page/page.hpp"

namespace signalbox {

LivePage::LivePage(std::filesystem::path ledger, Names::Style style)
    : ledger_(std::move(ledger)), style_(style), thread_([this] { run(); }) {}

LivePage::~LivePage() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void LivePage::ask(HttpReply reply) {
  const std::lock_guard lock(mutex_);
  waiting_.push_back(std::move(reply));
  changed_.notify_one();
}

void LivePage::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return;
    const std::vector<HttpReply> waiting = std::exchange(waiting_, {});
    lock.unlock();
    const HttpAnswer answer = make();
    if (stopping_) return;
    for (const HttpReply& reply : waiting) reply(answer);
    lock.lock();
  }
}

HttpAnswer LivePage::make() const {
  HttpAnswer answer;
  std::string body;
  try {
    const std::unique_ptr<SQLite::Database> view = view_ledger(ledger_, &stopping_);
    body = page_of(*view, Period{seconds_now(), std::nullopt}, Names(style_, *view));
    answer.content_type = "text/html; charset=utf-8";
  } catch (const std::exception& error) {
    if (!stopping_) log_error(std::string("the ledger's page cannot be made: ") + error.what());
    answer.status = 500;
    body = "The ledger cannot be read; the log of the host says why.\n";
  }
  answer.body = std::make_shared<const std::string>(std::move(body));
  return answer;
}

}  // namespace signalbox
