// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "plugins/qemu/listening_socket.hpp"
#include "plugins/qemu/upstream_address.hpp"
#include "signalbox/plugin.h"

// Brings connections to one address, one at a time. It tries until one stands, and pauses longer
// from attempt to attempt. [loop]
class Connector {
 public:
  // The user of the connections. Both functions may call the connector.
  class Owner {
   public:
    virtual ~Owner() = default;
    virtual void connected(int fd) = 0;                    // takes the descriptor over
    virtual void unreachable(const std::string& why) = 0;  // an attempt failed; the next is due
  };

  Connector(const signalbox_host& host, UpstreamAddress address, Owner& owner);
  ~Connector();
  Connector(const Connector&) = delete;
  Connector& operator=(const Connector&) = delete;

  const UpstreamAddress& address() const { return address_; }

  // An attempt now. Only while there is neither an attempt nor a connection.
  void start();

  // The connection that was brought has ended, and another one is wanted. The pause before the next
  // attempt is the longer, the more connections in a row ended within kLasting. Nothing follows
  // where has_ended().
  void again();

  // The server behind the connection is served to clients: attempts after the next loss begin with
  // the shortest pause.
  void settled() { absence_ms_ = kFirstPauseMs; }

  // A descriptor that was handed over cannot be had again, once it was closed.
  bool has_ended() const { return has_ended_; }

  static constexpr std::uint64_t kFirstPauseMs = 20;
  static constexpr std::uint64_t kLongestAbsenceMs = 1000;  // while nobody is there
  static constexpr std::uint64_t kLongestFlappingMs = 5000;
  static constexpr std::chrono::seconds kLasting{10};

 private:
  using Clock = std::chrono::steady_clock;

  static void readable(void* opaque);
  static void writable(void* opaque);
  static void found(const addrinfo* addresses, int error, void* opaque);
  static void pause_over(void* opaque);
  static void too_long(void* opaque);

  void adopt();
  void listen();
  void accept();
  void refrain(int error);
  void try_next();
  void finish_connect();
  void hand_over(int fd);
  void fail(const std::string& why);
  void arm(std::uint64_t milliseconds, void (*function)(void* opaque));
  void stop();

  const signalbox_host& host_;
  const UpstreamAddress address_;
  Owner& owner_;
  std::vector<SocketName> names_;            // of this attempt
  std::size_t next_ = 0;                     // of them
  int fd_ = -1;                              // is being connected
  std::optional<ListeningSocket> listener_;  // of accept:
  signalbox_watch* watch_ = nullptr;
  signalbox_timer* timer_ = nullptr;
  std::uint64_t absence_ms_ = kFirstPauseMs;
  std::uint64_t flapping_ms_ = kFirstPauseMs;
  Clock::time_point connected_at_{};
  bool has_ended_ = false;
};
