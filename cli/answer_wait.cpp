// SPDX-License-Identifier: Apache-2.0
#include "cli/answer_wait.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <utility>

#include "cli/connection_lost.hpp"
#include "cli/interrupts.hpp"
#include "cli/monitor_holder.hpp"
#include "wire/printable.hpp"

namespace signalbox::cli {

namespace {

constexpr std::chrono::milliseconds kSilence{5'000};
constexpr std::chrono::milliseconds kSilenceOnTerminal{1'000};
constexpr double kMostSeconds = 1e6;  // poll() takes an int of milliseconds

std::string in_seconds(std::chrono::milliseconds time) {
  char text[32];
  std::snprintf(text, sizeof text, "%g s", std::chrono::duration<double>(time).count());
  return text;
}

}  // namespace

AnswerWait::AnswerWait(std::string path, int fd, std::string owed, std::chrono::milliseconds limit,
                       int interrupts)
    : path_(std::move(path)),
      fd_(fd),
      owed_(std::move(owed)),
      limit_(limit),
      interrupts_(interrupts),
      told_at_(began_ + (isatty(STDERR_FILENO) == 1 ? kSilenceOnTerminal : kSilence)) {}

void AnswerWait::until_readable() {
  for (;;) {
    look();
    pollfd waiting[] = {{fd_, POLLIN, 0}, {interrupts_, POLLIN, 0}};  // poll() passes over -1
    if (poll(waiting, 2, poll_timeout()) <= 0) continue;
    if (const int number = interrupt_from(interrupts_, waiting[1].revents)) throw Abandoned(number);
    if (waiting[0].revents != 0) return;
  }
}

int AnswerWait::poll_timeout() const {
  const bool has_end = limit_.count() > 0;
  if (is_told_ && !has_end) return -1;
  Clock::time_point next = is_told_ ? began_ + limit_ : told_at_;
  if (has_end) next = std::min(next, began_ + limit_);
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - Clock::now());
  return static_cast<int>(std::max<std::chrono::milliseconds::rep>(left.count(), 0));
}

void AnswerWait::look() {
  const Clock::time_point now = Clock::now();
  if (limit_.count() > 0 && now >= began_ + limit_) {
    throw ConnectionLost(path_ + ": " + owed_ + " has not come within " + in_seconds(limit_) +
                         late() + "; --timeout N waits longer, 0 for ever");
  }
  if (is_told_ || now < told_at_) return;
  is_told_ = true;
  std::cerr << "signalbox: " << printable(path_) << ": waiting for " << owed_ << printable(late())
            << std::endl;
}

// Why the answer may be late, as a clause to append; empty: nobody knows.
std::string AnswerWait::late() const {
  const std::string why = why_silent(fd_, path_);
  return why.empty() ? "" : ": " + why;
}

std::chrono::milliseconds patience_of(double seconds) {
  if (!(seconds > 0)) return std::chrono::milliseconds(0);
  return std::chrono::milliseconds(std::llround(std::min(seconds, kMostSeconds) * 1000));
}

}  // namespace signalbox::cli
