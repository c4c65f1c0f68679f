// SPDX-License-Identifier: Apache-2.0
//
// One client that asks and waits for answers, or publishes.
//
//   bench_caller ADDRESS HELLO HELLO_LINES COMMAND LINES [MARK]
//
// Sends HELLO and takes HELLO_LINES lines, says `{}`, then takes orders from its standard input:
//
//   call COUNT DEPTH RATE [REPEAT [LAST]]
//
// which sends COUNT times COMMAND, REPEAT times over and with LAST behind it, for each of which
// LINES lines come back, or LINES bytes MARK, with at most DEPTH unanswered; RATE a second, 0: as
// fast as answers come. In COMMAND, @ns@ is replaced by the time in 16 digits or blanks. Says how
// long calls took. In all arguments \r and \n are what they are in C.
#include <poll.h>
#include <sys/socket.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <iostream>
#include <sstream>
#include <string>
#include <utility>

#include "bench/address.hpp"
#include "bench/latencies.hpp"

namespace {

using namespace bench;

struct Order {
  std::int64_t count = 0;
  std::size_t depth = 0;
  std::int64_t rate = 0;
  std::size_t repeat = 1;
  std::string last;
};

[[noreturn]] void give_up(const char* why) {
  std::fprintf(stderr, "bench_caller: %s: %s\n", why, std::strerror(errno));
  std::exit(1);
}

std::string unescaped(std::string text) {
  for (const auto& [escape, byte] : {std::pair("\\r", "\r"), std::pair("\\n", "\n")}) {
    for (auto at = text.find(escape); at != text.npos; at = text.find(escape)) {
      text.replace(at, 2, byte);
    }
  }
  return text;
}

void sleep_until(std::int64_t ns) {
  const timespec due{.tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000};
  while (::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, nullptr) == EINTR) {
  }
}

class Caller {
 public:
  Caller(int fd, std::string command, std::int64_t lines, char mark)
      : fd_(fd), command_(std::move(command)), lines_(lines), mark_(mark) {}

  void greet(const std::string& hello, std::int64_t hello_lines) {
    send(hello);
    while (hello_lines > 0) hello_lines -= take('\n');
  }

  void run(const Order& order) {
    const std::int64_t begin = now_ns();
    std::int64_t lines = 0;
    for (std::int64_t sent = 0; sent < order.count || !asked_.empty();) {
      std::string text;  // of all that may be under way, in one send
      while (sent < order.count && asked_.size() < order.depth) {
        if (order.rate > 0) sleep_until(begin + sent * 1000000000 / order.rate);
        const std::int64_t now = now_ns();
        text += text_at(now, order);
        ++sent;
        if (lines_ > 0) asked_.push_back(now);
        if (order.rate > 0 || lines_ == 0) send(std::exchange(text, {}));
      }
      send(text);
      if (lines_ == 0) continue;
      lines += take(mark_);
      for (; lines >= lines_; lines -= lines_) {
        if (asked_.empty()) give_up("there came more answers than it asked for");
        latencies_.add(now_ns() - asked_.front());
        asked_.pop_front();
      }
    }
  }

  Latencies& latencies() { return latencies_; }

 private:
  std::string text_at(std::int64_t ns, const Order& order) const {
    std::string one = command_;
    if (const auto at = one.find("@ns@"); at != one.npos) {
      std::array<char, 24> digits;
      std::snprintf(digits.data(), digits.size(), "%16lld", static_cast<long long>(ns));
      one.replace(at, 4, digits.data());
    }
    std::string text;
    for (std::size_t i = 0; i < order.repeat; ++i) text += one;
    return text + order.last;
  }

  void wait(short events) {
    pollfd poll{.fd = fd_, .events = events, .revents = 0};
    ::poll(&poll, 1, -1);
  }

  void send(std::string_view text) {
    while (!text.empty()) {
      const ssize_t size = ::send(fd_, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
      if (size > 0) {
        text.remove_prefix(static_cast<std::size_t>(size));
      } else if (errno == EAGAIN) {
        wait(POLLOUT);
      } else {
        give_up("send");
      }
    }
  }

  // Waits for what comes, and says how many marks that has.
  std::int64_t take(char mark) {
    for (;;) {
      const ssize_t size = ::recv(fd_, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
      if (size > 0) return std::count(buffer_.data(), buffer_.data() + size, mark);
      if (size == 0 || errno != EAGAIN) give_up("the server hung up");
      wait(POLLIN);
    }
  }

  const int fd_;
  const std::string command_;
  const std::int64_t lines_;
  const char mark_;
  std::array<char, 1 << 16> buffer_{};
  std::deque<std::int64_t> asked_;  // when, of each call that is unanswered
  Latencies latencies_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 6) {
    std::fputs("usage: bench_caller ADDRESS HELLO HELLO_LINES COMMAND LINES [MARK]\n", stderr);
    return 2;
  }
  Caller caller(connect_to(argv[1]), unescaped(argv[4]), std::atoll(argv[5]),
                argc > 6 ? argv[6][0] : '\n');
  caller.greet(unescaped(argv[2]), std::atoll(argv[3]));
  std::puts("{}");
  std::fflush(stdout);
  for (std::string line; std::getline(std::cin, line);) {
    Order order;
    std::string verb;
    std::istringstream words(line);
    words >> verb >> order.count >> order.depth >> order.rate >> order.repeat >> order.last;
    order.last = unescaped(order.last);
    if (order.repeat == 0) order.repeat = 1;
    const std::int64_t begin = now_ns();
    const std::int64_t cpu_before = cpu_ns();
    caller.run(order);
    std::printf("{\"seconds\": %.6f, \"cpu_ns\": %lld, %s}\n",
                static_cast<double>(now_ns() - begin) / 1e9,
                static_cast<long long>(cpu_ns() - cpu_before), caller.latencies().take().c_str());
    std::fflush(stdout);
  }
}
