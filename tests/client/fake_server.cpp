// SPDX-License-Identifier: Apache-2.0
#include "tests/client/fake_server.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>

namespace {

constexpr std::string_view id_member = ", \"id\": ";

std::array<int, 2> connected_pair() {
  std::array<int, 2> ends;
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    throw std::system_error(errno, std::generic_category(), "socketpair");
  }
  return ends;
}

}  // namespace

void Peer::say(const std::string& bytes) {
  for (size_t sent = 0; sent < bytes.size();) {
    const ssize_t count = send(fd_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (count <= 0) return;  // the client has gone
    sent += static_cast<size_t>(count);
  }
}

void Peer::greet(const std::string& capabilities) {
  say("{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 22, \"minor\": 2, \"major\": 7}, "
      "\"package\": \"\"}, \"capabilities\": [" +
      capabilities + "]}}\r\n");
}

std::string Peer::take() {
  for (;;) {
    if (const size_t end = unread_.find('\n'); end != std::string::npos) {
      std::string request = unread_.substr(0, end);
      unread_.erase(0, end + 1);
      const size_t id = request.rfind(id_member);
      if (id == std::string::npos) {
        ADD_FAILURE() << "a request without an id: " << request;
        return request;
      }
      const size_t digits = id + id_member.size();
      last_id_ = request.substr(digits, request.size() - digits - 1);
      taken_.push_back(request.erase(id, request.size() - id - 1));
      return taken_.back();
    }
    std::array<char, 65536> bytes;
    const ssize_t count = recv(fd_, bytes.data(), bytes.size(), 0);
    if (count <= 0) return {};
    unread_.append(bytes.data(), static_cast<size_t>(count));
  }
}

void Peer::answer(const std::string& value) {
  answer(std::stoi(last_id_), value);
}

void Peer::answer(int id, const std::string& value) {
  say("{\"return\": " + value + ", \"id\": " + std::to_string(id) + "}\r\n");
}

void Peer::refuse(const std::string& error_class, const std::string& description) {
  say("{\"id\": " + last_id_ + ", \"error\": {\"class\": \"" + error_class + "\", \"desc\": \"" +
      description + "\"}}\r\n");
}

void Peer::negotiate_as_qemu() {
  take();
  refuse("CommandNotFound", "Expecting capabilities negotiation with 'qmp_capabilities'");
  agree(1);
}

void Peer::agree(int count) {
  for (int i = 0; i < count; ++i) {
    take();
    answer("{}");
  }
}

FakeServer::FakeServer(std::function<void(Peer&)> script, AtEnd at_end) {
  const auto [client_fd, server_fd] = connected_pair();
  client_fd_ = client_fd;
  thread_ = std::thread([this, fd = server_fd, script = std::move(script), at_end] {
    Peer peer(fd);
    script(peer);
    if (at_end == AtEnd::stay) {
      while (!peer.take().empty()) {
      }
    }
    requests_ = peer.taken();
    close(fd);
  });
}

FakeServer::~FakeServer() {
  if (thread_.joinable()) thread_.join();
}

const std::vector<std::string>& FakeServer::requests() {
  if (thread_.joinable()) thread_.join();
  return requests_;
}

SaidAhead::SaidAhead() : ends_(connected_pair()), peer_(ends_[1]) {}

SaidAhead::~SaidAhead() {
  close(ends_[1]);
}
