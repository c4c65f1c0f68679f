// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <thread>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include "host/loop.hpp"

namespace signalbox {

// What is behind a Loop, for those few who need Asio itself.
struct Loop::Reactor {
  // One thread runs it; others only post.
  boost::asio::io_context io{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{io.get_executor()};
  std::atomic<std::thread::id> thread{};
};

}  // namespace signalbox
