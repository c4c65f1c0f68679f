// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

namespace signalbox::cli {

// How long a server may take to accept a connection, to greet and to answer, unless --timeout says
// otherwise; libqmp waits as long. 0: for ever.
inline constexpr std::chrono::milliseconds kDefaultPatience{10'000};

// One wait for something that a server owes. It is not silent for long: whoever comes to a monitor
// that another client has taken gets no greeting, and would see nothing at all.
class AnswerWait {
 public:
  // `path` is the server's socket and `fd` the connection to it, which outlives this. `owed` is a
  // noun: "the greeting". `limit` of 0: for ever. `interrupts` is the descriptor of an Interrupts,
  // -1: none.
  AnswerWait(std::string path, int fd, std::string owed, std::chrono::milliseconds limit,
             int interrupts = -1);

  // Sleeps until the connection can be read, at most until the limit. Throws ConnectionLost at the
  // limit and Abandoned on an interrupt.
  void until_readable();

  // How long poll() may sleep until look() has something to say, in milliseconds; -1: for ever.
  int poll_timeout() const;

  // Says once on standard error what is waited for, after 5 s, or 1 s on a terminal. Throws
  // ConnectionLost at the limit.
  void look();

 private:
  using Clock = std::chrono::steady_clock;

  std::string late() const;

  const std::string path_;
  const int fd_;
  const std::string owed_;
  const std::chrono::milliseconds limit_;
  const int interrupts_;
  const Clock::time_point began_ = Clock::now();
  Clock::time_point told_at_;  // when the wait is, or was, told
  bool is_told_ = false;
};

// The seconds of --timeout as a limit; what is no positive number of milliseconds is for ever.
std::chrono::milliseconds patience_of(double seconds);

}  // namespace signalbox::cli
