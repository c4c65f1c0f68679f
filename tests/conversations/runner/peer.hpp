// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace signalbox::conversation {

// One client's end of a connection. Throws std::runtime_error where it waits in vain.
class Peer {
 public:
  explicit Peer(int fd) : fd_(fd) {}  // takes over a connected, non-blocking socket
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  // Returns when all is written, taking in meanwhile what comes; or when the server has closed.
  void send(std::string_view bytes);

  // Returns when the server has read every byte that was sent; or when it has closed.
  void await_read();

  // The next message without its CR LF; nothing when the server has closed the connection.
  // A line that ends otherwise is an error.
  std::optional<std::string> receive();

 private:
  void wait(short events);
  void take_in();

  int fd_;
  std::string input_;
  std::size_t taken_ = 0;  // bytes of input_ that receive() has given out
  bool closed_ = false;
};

}  // namespace signalbox::conversation
