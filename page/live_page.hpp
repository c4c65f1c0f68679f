// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>
#include <vector>

#include "compat/names.hpp"
#include "host/http_answer.hpp"

namespace signalbox {

// The page of a ledger as it stands at the moment of asking, made on a thread of its own: the
// ledger is copied and read there. One page is made at a time; who asks meanwhile shares the next.
class LivePage {
 public:
  LivePage(std::filesystem::path ledger, Names::Style style);

  // Gives up the page that is being made. Whoever waits for one gets none.
  ~LivePage();
  LivePage(const LivePage&) = delete;
  LivePage& operator=(const LivePage&) = delete;

  // Returns at once; `reply` is called on the thread. [any thread]
  void ask(HttpReply reply);

 private:
  void run();
  HttpAnswer make() const;

  const std::filesystem::path ledger_;
  const Names::Style style_;

  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::vector<HttpReply> waiting_;

  std::atomic<bool> stopping_ = false;

  std::thread thread_;  // last: it uses all of the above
};

}  // namespace signalbox
