// SPDX-License-Identifier: Apache-2.0
#include "cli/run_loop.hpp"

#include <signal.h>
#include <string.h>

#include <memory>
#include <string>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

namespace signalbox::cli {

namespace asio = boost::asio;

Interrupted::Interrupted(int number)
    : std::runtime_error(std::string("ended: ") + strsignal(number)), signal(number) {}

RunLoop::RunLoop() : signals_(io_, SIGINT, SIGTERM, SIGHUP) {
  signals_.async_wait([this](boost::system::error_code error, int number) {
    if (!error) signal_ = number;
  });
}

bool RunLoop::until(const std::function<bool()>& is_so, std::chrono::milliseconds patience) {
  asio::steady_timer timer(io_);
  const auto is_late = std::make_shared<bool>(false);
  if (patience.count() >= 0) {
    timer.expires_after(patience);
    timer.async_wait([is_late](boost::system::error_code error) { *is_late = !error; });
  }
  while (signal_ == 0 && !is_so()) {
    if (*is_late) return false;
    io_.run_one();
  }
  if (signal_ != 0) throw Interrupted(signal_);
  return true;
}

// The descriptor is somebody else's, who closes it.
bool RunLoop::until_readable(int fd, const std::function<bool()>& or_is_so,
                             std::chrono::milliseconds patience) {
  asio::posix::stream_descriptor descriptor(io_, fd);
  const auto is_readable = std::make_shared<bool>(false);
  descriptor.async_wait(asio::posix::stream_descriptor::wait_read,
                        [is_readable](boost::system::error_code error) { *is_readable = !error; });
  const auto give_back = [&descriptor] { descriptor.release(); };
  try {
    until([&] { return *is_readable || or_is_so(); }, patience);
  } catch (...) {
    give_back();
    throw;
  }
  give_back();
  return *is_readable;
}

}  // namespace signalbox::cli
