// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "wire/socket_binding.hpp"

// A non-blocking Unix socket that listens at a path, for processes of the same user. [loop]
class ListeningSocket {
 public:
  // A path that a sockaddr_un has room for. A socket file that nobody listens at any more is
  // replaced, and nothing else. Throws std::runtime_error, which says why without the path.
  explicit ListeningSocket(std::string path);

  // Removes the file if it is still the one that was made.
  ~ListeningSocket();
  ListeningSocket(const ListeningSocket&) = delete;
  ListeningSocket& operator=(const ListeningSocket&) = delete;

  // Belongs to this object.
  int fd() const { return fd_; }

 private:
  const std::string path_;
  const int fd_;
  signalbox::SocketBinding file_;
};
