// SPDX-License-Identifier: Apache-2.0
//
// The limit: what the kernel alone costs. One thread, epoll, and for each client and batch of
// events one writev, with a tag of the client's own behind each event. No queues: the next batch
// is made when every client has taken the one before. What clients send is answered line for line.
//
//   bench_limit_server ADDRESS
//
// Clients are greeted with a line. Takes orders from its standard input, each of which is answered
// with a line when it is done:
//
//   emit COUNT RATE SIZE    SIZE bytes an event, tag included; RATE a second, 0: in batches
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <list>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "bench/address.hpp"
#include "bench/latencies.hpp"

namespace {

using namespace bench;

// An event and a tag each take an iovec, of which a call takes 1,024.
constexpr std::size_t kMostEvents = 512;
constexpr std::size_t kBatchBytes = 64 * 1024;
constexpr std::string_view kReply = "{\"return\": {}}\r\n";

struct Client {
  int fd;
  std::string tail;
  std::vector<iovec> rest;  // what the socket did not take yet
  bool is_waiting = false;  // for the socket to take more
};

std::string event_at(std::int64_t sequence, std::size_t pad) {
  timespec wall{};
  ::clock_gettime(CLOCK_REALTIME, &wall);
  std::array<char, 256> head;
  const int length = std::snprintf(
      head.data(), head.size(),
      R"({"timestamp": {"seconds": %lld, "microseconds": %ld}, "event": "PULSE_EVENT", )"
      R"("data": {"channel": "", "sequence": %lld, "ns": %lld, "pad": ")",
      static_cast<long long>(wall.tv_sec), wall.tv_nsec / 1000, static_cast<long long>(sequence),
      static_cast<long long>(now_ns()));
  std::string text(head.data(), static_cast<std::size_t>(length));
  text.append(pad, 'x').append("\"}");
  return text;
}

class Server {
 public:
  explicit Server(int listener) : listener_(listener), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    watch(EPOLL_CTL_ADD, listener_, EPOLLIN, &listener_);
    watch(EPOLL_CTL_ADD, STDIN_FILENO, EPOLLIN, nullptr);
  }

  void run() {
    while (!ended_) turn(-1);
  }

 private:
  void watch(int operation, int fd, std::uint32_t events, void* what) {
    epoll_event event{.events = events, .data = {.ptr = what}};
    ::epoll_ctl(epoll_, operation, fd, &event);
  }

  void turn(int timeout) {
    std::array<epoll_event, 256> events;
    const int ready = ::epoll_wait(epoll_, events.data(), events.size(), timeout);
    for (int i = 0; i < ready; ++i) {
      const epoll_event& event = events[static_cast<std::size_t>(i)];
      if (event.data.ptr == &listener_) {
        accept();
      } else if (event.data.ptr == nullptr) {
        obey();
      } else {
        serve(*static_cast<Client*>(event.data.ptr), event.events);
      }
    }
  }

  void accept() {
    for (int fd = -1; (fd = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK)) >= 0;) {
      const std::string tag = "t" + std::to_string(clients_.size() + 1);
      clients_.push_back({fd, ", \"tag\": \"" + tag + "\"}\r\n", {}});
      watch(EPOLL_CTL_ADD, fd, EPOLLIN, &clients_.back());
      if (::send(fd, kReply.data(), kReply.size(), MSG_NOSIGNAL) < 0) std::perror("greeting");
    }
  }

  void serve(Client& client, std::uint32_t events) {
    if ((events & EPOLLOUT) != 0) write(client);
    if ((events & EPOLLIN) == 0) return;
    static std::array<char, 1 << 16> buffer;
    const ssize_t size = ::recv(client.fd, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (size == 0 || (size < 0 && errno != EAGAIN)) return leave(client);
    std::string replies;
    for (ssize_t i = 0; i < size; ++i) {
      if (buffer[static_cast<std::size_t>(i)] == '\n') replies += kReply;
    }
    if (::send(client.fd, replies.data(), replies.size(), MSG_NOSIGNAL) < 0) leave(client);
  }

  void leave(Client& client) {
    blocked_ -= client.is_waiting;
    ::close(client.fd);
    clients_.remove_if([&client](const Client& each) { return &each == &client; });
  }

  void obey() {
    std::string line;
    if (!std::getline(std::cin, line)) {
      ended_ = true;
      return;
    }
    std::istringstream words(line);
    std::string verb;
    std::int64_t count = 0;
    std::int64_t rate = 0;
    std::size_t size = 0;
    words >> verb >> count >> rate >> size;
    emit(count, rate, size);
    std::puts("{}");
    std::fflush(stdout);
  }

  void emit(std::int64_t count, std::int64_t rate, std::size_t size) {
    const std::size_t least = event_at(0, 0).size() + clients_.front().tail.size();
    const std::size_t pad = size - std::min(size, least);
    const std::size_t most =
        rate > 0 ? 1 : std::min(kMostEvents, std::max<std::size_t>(1, kBatchBytes / size));
    const std::int64_t begin = now_ns();
    for (std::int64_t sequence = 0; sequence < count;) {
      if (rate > 0) await(begin + sequence * 1000000000 / rate);
      batch_.clear();
      while (batch_.size() < most && sequence < count) batch_.push_back(event_at(sequence++, pad));
      for (Client& client : clients_) give(client);
      while (blocked_ > 0) turn(-1);
    }
  }

  void await(std::int64_t ns) {
    const timespec due{.tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000};
    ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, nullptr);
  }

  void give(Client& client) {
    for (std::string& event : batch_) {
      client.rest.push_back({event.data(), event.size()});
      client.rest.push_back({client.tail.data(), client.tail.size()});
    }
    write(client);
  }

  void write(Client& client) {
    const ssize_t size =
        ::writev(client.fd, client.rest.data(), static_cast<int>(client.rest.size()));
    if (size < 0 && errno != EAGAIN) std::perror("writev");
    std::size_t taken = static_cast<std::size_t>(std::max<ssize_t>(size, 0));
    auto piece = client.rest.begin();
    for (; piece != client.rest.end() && piece->iov_len <= taken; ++piece) taken -= piece->iov_len;
    if (piece != client.rest.end()) {
      piece->iov_base = static_cast<char*>(piece->iov_base) + taken;
      piece->iov_len -= taken;
    }
    client.rest.erase(client.rest.begin(), piece);
    const bool waits = !client.rest.empty();
    if (waits == client.is_waiting) return;
    client.is_waiting = waits;
    if (waits)
      ++blocked_;
    else
      --blocked_;
    watch(EPOLL_CTL_MOD, client.fd, EPOLLIN | (waits ? EPOLLOUT : 0U), &client);
  }

  int listener_;
  const int epoll_;
  std::list<Client> clients_;
  std::size_t blocked_ = 0;  // clients that wait
  std::vector<std::string> batch_;
  bool ended_ = false;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: bench_limit_server ADDRESS\n", stderr);
    return 2;
  }
  raise_descriptor_limit();
  std::ios::sync_with_stdio(false);
  Server server(listen_at(argv[1]));
  std::puts("{}");
  std::fflush(stdout);
  server.run();
}
