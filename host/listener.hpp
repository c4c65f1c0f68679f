// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "host/config.hpp"
#include "host/listen_socket.hpp"
#include "host/loop.hpp"

namespace signalbox {

// Accepts clients on one listening socket. [loop]
class Listener {
 public:
  // Opens the socket; throws ListenError. `accepted` takes over each client's descriptor, which
  // is non-blocking and closed on exec; it may destroy this object.
  Listener(Loop& loop, const ListenerConfig& config, std::function<void(int fd)> accepted);

  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  // Clients that come wait in the socket's queue, from hold() until resume().
  void hold() { is_held_ = true; }
  void resume();

  const std::string& address() const { return socket_.address(); }

 private:
  void accept();
  void pause(int error);

  Loop& loop_;
  ListenSocket socket_;
  const std::function<void(int fd)> accepted_;
  bool is_held_ = false;
  bool said_so_ = false;  // that accepting fails, in the log
  Readiness readiness_;
  std::optional<Timer> pause_;
  const std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace signalbox
