// SPDX-License-Identifier: Apache-2.0
//
// Many clients in one process, which must cost less than the server that it measures: big reads,
// and of what comes only line ends are counted, and the times of emission read where asked for.
//
//   bench_receiver ADDRESS CLIENTS HELLO HELLO_LINES LINES [latency]
//
// Each client sends HELLO, in which @ is its number, and takes HELLO_LINES lines; LINES more lines
// are one event. Says `{"seconds": …}`, the time until all are greeted, then takes orders from its
// standard input:
//
//   take N    says what it cost when every client has had N more events
//
// and ends with it.
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "bench/address.hpp"
#include "bench/latencies.hpp"

namespace {

using namespace bench;

struct Client {
  int fd = -1;
  std::int64_t lines = 0;  // still to come
};

[[noreturn]] void give_up(const char* why) {
  std::fprintf(stderr, "bench_receiver: %s: %s\n", why, std::strerror(errno));
  std::exit(1);
}

std::int64_t count_lines(const char* text, std::size_t size) {
  std::int64_t lines = 0;
  const char* const end = text + size;
  for (const char* here = text; here < end; ++lines) {
    const void* const found = std::memchr(here, '\n', static_cast<std::size_t>(end - here));
    if (found == nullptr) break;
    here = static_cast<const char*>(found) + 1;
  }
  return lines;
}

class Receiver {
 public:
  explicit Receiver(bool latency) : latency_(latency), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {}

  void connect(const std::string& address, std::size_t count, const std::string& hello,
               std::int64_t hello_lines) {
    clients_.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
      clients_[i].fd = connect_to(address);
      epoll_event event{.events = EPOLLIN, .data = {.u64 = i}};
      ::epoll_ctl(epoll_, EPOLL_CTL_ADD, clients_[i].fd, &event);
      std::string text = hello;
      for (auto at = text.find('@'); at != std::string::npos; at = text.find('@', at + 1)) {
        text.replace(at, 1, std::to_string(i));
      }
      if (!text.empty() && ::send(clients_[i].fd, text.data(), text.size(), 0) < 0) give_up("send");
    }
    await(hello_lines);
  }

  // Until each client has had so many more lines than before.
  void await(std::int64_t lines) {
    missing_ = 0;
    for (Client& client : clients_) {
      client.lines += lines;
      missing_ += client.lines > 0;
    }
    while (missing_ > 0) turn();
  }

  std::int64_t first_ns() const { return first_ns_; }
  void forget_first() { first_ns_ = 0; }
  Latencies& latencies() { return latencies_; }

 private:
  void turn() {
    std::array<epoll_event, 256> events;
    const int ready = ::epoll_wait(epoll_, events.data(), events.size(), -1);
    for (int i = 0; i < ready; ++i) read(clients_[events[static_cast<std::size_t>(i)].data.u64]);
  }

  void read(Client& client) {
    static std::array<char, 1 << 18> buffer;
    const ssize_t size = ::recv(client.fd, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (size < 0 && errno == EAGAIN) return;
    if (size <= 0) give_up("a client was hung up on");
    if (first_ns_ == 0) first_ns_ = now_ns();
    const auto length = static_cast<std::size_t>(size);
    if (latency_) note({buffer.data(), length});
    const bool missed = client.lines > 0;
    client.lines -= count_lines(buffer.data(), length);
    missing_ -= missed && client.lines <= 0;
  }

  // Of each event that begins in here whose time is here too.
  void note(std::string_view text) {
    constexpr std::string_view key = "\"ns\": ";
    const std::int64_t now = now_ns();
    for (auto at = text.find(key); at != text.npos; at = text.find(key, at + 1)) {
      const std::size_t digits = text.find_first_not_of(' ', at + key.size());
      if (digits == text.npos) return;
      std::int64_t emitted = 0;
      const auto [end, error] = std::from_chars(&text[digits], text.data() + text.size(), emitted);
      if (error == std::errc() && end < text.data() + text.size()) latencies_.add(now - emitted);
    }
  }

  const bool latency_;
  const int epoll_;
  std::vector<Client> clients_;
  std::size_t missing_ = 0;  // clients that lack lines
  std::int64_t first_ns_ = 0;
  Latencies latencies_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 6) {
    std::fputs("usage: bench_receiver ADDRESS CLIENTS HELLO HELLO_LINES LINES [latency]\n", stderr);
    return 2;
  }
  raise_descriptor_limit();
  const std::int64_t lines = std::atoll(argv[5]);
  Receiver receiver(argc > 6);
  const std::int64_t begin = now_ns();
  receiver.connect(argv[1], static_cast<std::size_t>(std::atoll(argv[2])), argv[3],
                   std::atoll(argv[4]));
  std::printf("{\"seconds\": %.6f}\n", static_cast<double>(now_ns() - begin) / 1e9);
  std::fflush(stdout);
  for (std::string order; std::getline(std::cin, order);) {
    receiver.forget_first();
    const std::int64_t cpu_before = cpu_ns();
    receiver.await(std::atoll(order.c_str() + order.find(' ')) * lines);
    std::printf("{\"seconds\": %.6f, \"cpu_ns\": %lld, %s}\n",
                static_cast<double>(now_ns() - receiver.first_ns()) / 1e9,
                static_cast<long long>(cpu_ns() - cpu_before), receiver.latencies().take().c_str());
    std::fflush(stdout);
  }
}
