// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <functional>
#include <string>
#include <thread>
#include <vector>

// The server's end of a conversation, as a script sees it. Says exactly the bytes that it is told.
class Peer {
 public:
  explicit Peer(int fd) : fd_(fd) {}

  void say(const std::string& bytes);

  // Sends the greeting of a server that has these capabilities: "\"oob\", \"signals\"".
  void greet(const std::string& capabilities);

  // Waits for the next request and returns it without its id; empty when the client has gone.
  std::string take();

  // The reply to the request that was taken last, and to one of any id.
  void answer(const std::string& value);
  void answer(int id, const std::string& value);
  void refuse(const std::string& error_class, const std::string& description);

  // Takes a request and answers it, `count` times.
  void agree(int count);

  // Does not know the opt-out, as QEMU does, and agrees to the end of negotiation.
  void negotiate_as_qemu();

  const std::vector<std::string>& taken() const { return taken_; }

 private:
  const int fd_;
  std::string unread_;
  std::string last_id_;
  std::vector<std::string> taken_;
};

// Runs a script against the client that gets its fd. When the script is through, it stays silent
// until the client closes the connection, or hangs up at once.
class FakeServer {
 public:
  enum class AtEnd { stay, hang_up };

  explicit FakeServer(std::function<void(Peer&)> script, AtEnd at_end = AtEnd::stay);
  ~FakeServer();

  // For qmp_session_open(), which takes it over.
  int fd() const { return client_fd_; }

  // What the client sent, in order and without ids. To be asked when the client is freed.
  const std::vector<std::string>& requests();

 private:
  int client_fd_;
  std::vector<std::string> requests_;
  std::thread thread_;
};

// A server without a thread, for tests about time: what it is to say must be said before the
// client looks, and then no client waits.
class SaidAhead {
 public:
  SaidAhead();
  ~SaidAhead();

  int fd() const { return ends_[0]; }
  Peer& peer() { return peer_; }

 private:
  std::array<int, 2> ends_;
  Peer peer_;
};
