// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "host/config.hpp"
#include "host/limit.hpp"
#include "host/listen_socket.hpp"
#include "host/loop.hpp"

namespace signalbox {

class Limits;

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

  // `refusal` is called before a client is accepted, and returns the limit that forbids it. While
  // there is one, clients wait in the socket's queue. `limits` outlives this object.
  void guard(std::function<std::optional<Limit>()> refusal, Limits& limits);

  const std::string& address() const { return socket_.address(); }

 private:
  void accept();
  void complain(int error);
  bool is_full();
  void pause();

  Loop& loop_;
  ListenSocket socket_;
  const std::function<void(int fd)> accepted_;
  std::function<std::optional<Limit>()> refusal_;  // empty: every client is accepted
  Limits* limits_ = nullptr;                       // of guard()
  bool is_held_ = false;
  bool said_so_ = false;  // that accepting fails, in the log
  Readiness readiness_;
  std::optional<Timer> pause_;
  const std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

// A place where clients of a machine connect, whether or not it is open at the moment.
struct Entrance {
  std::shared_ptr<const ListenerConfig> config;  // its sessions have it, too
  bool is_added;                                 // by Machine::add_listener()
  std::unique_ptr<Listener> listener;            // null: not open
};

}  // namespace signalbox
