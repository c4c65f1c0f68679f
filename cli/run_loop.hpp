// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <stdexcept>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

namespace signalbox::cli {

// Somebody has asked the program to end: SIGINT, SIGTERM or SIGHUP.
struct Interrupted : std::runtime_error {
  explicit Interrupted(int signal);
  int signal;
};

// What several things that go on at once are waited for with, in one thread.
class RunLoop {
 public:
  RunLoop();
  RunLoop(const RunLoop&) = delete;
  RunLoop& operator=(const RunLoop&) = delete;

  boost::asio::io_context& io() { return io_; }

  // Lets everything go on until it is so. False: it is not, and the time is up; negative: for ever.
  // Throws Interrupted, each time again.
  bool until(const std::function<bool()>& is_so,
             std::chrono::milliseconds patience = std::chrono::milliseconds(-1));

  // The descriptor can be read. As above.
  bool until_readable(int fd, const std::function<bool()>& or_is_so,
                      std::chrono::milliseconds patience);

 private:
  boost::asio::io_context io_;
  boost::asio::signal_set signals_;
  int signal_ = 0;
};

}  // namespace signalbox::cli
