// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <stdexcept>
#include <string>

#include "host/socket_file.hpp"

namespace signalbox {

struct ListenAddress;
struct ListenerConfig;

// A listener cannot be opened. The text names the address and what the system said.
class ListenError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A listening stream socket: non-blocking, closed on exec.
//
// A Unix socket's file never has wider permissions than it was asked for. A file that nobody
// answers at any more is replaced; where another process answers, opening fails and names it.
class ListenSocket {
 public:
  // Throws ListenError.
  explicit ListenSocket(const ListenerConfig& config) : ListenSocket(config, true) {}

  // Throws what opening it would, and lets no client in meanwhile. Not for fd:N, which can be had
  // only once.
  static void try_out(const ListenerConfig& config) { ListenSocket(config, false); }

  // Removes a Unix socket's file, if it is still the one that was made.
  ~ListenSocket();

  ListenSocket(ListenSocket&& other) noexcept;
  ListenSocket& operator=(ListenSocket&& other) noexcept;

  // Belongs to this object.
  int fd() const { return fd_; }

  // As configured, but with the port that the system chose for "tcp:HOST:0".
  const std::string& address() const { return address_; }

 private:
  ListenSocket(const ListenerConfig& config, bool listens);

  void open_unix(const ListenAddress& address, const ListenerConfig& config, bool listens);
  void open_tcp(const ListenAddress& address, bool listens);
  void adopt(int descriptor);
  void close() noexcept;
  void swap(ListenSocket& other) noexcept;

  int fd_ = -1;
  std::string address_;
  std::optional<SocketFile> file_;  // none: not ours to remove
};

}  // namespace signalbox
