// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "host/fifo.hpp"
#include "host/registry.hpp"
#include "host/where_index.hpp"

namespace signalbox {

struct Connection;

// One slot in a plugin and the client connections behind it: an accessor with one set of
// arguments. However many connections there are, an emission is encoded once, on the thread that
// emits, and handed to the loop through the machine's FIFO. [loop, but for the receiver]
class Tap : public std::enable_shared_from_this<Tap> {
 public:
  Tap(Fifo& fifo, std::shared_ptr<const OfferedAccessor> accessor, std::string arguments);
  ~Tap();
  Tap(const Tap&) = delete;
  Tap& operator=(const Tap&) = delete;

  const OfferedAccessor& accessor() const { return *accessor_; }
  const std::string& arguments() const { return arguments_; }  // canonical

  // Connects to and disconnects from the plugin. [machine thread]
  bool is_connected() const { return connection_ != nullptr; }
  bool connect(const signalbox_context& context, Error** errp);
  void disconnect(const signalbox_context& context);

  void add(Connection& connection);
  void remove(Connection& connection);

  // Keeps what is emitted from now on to itself; lets it go, in order, and keeps nothing more.
  void hold();
  void release();

  // Gives its connections, and that it is kept, to another tap.
  void move_connections(const std::shared_ptr<Tap>& other);

  // Nobody is connected and nobody asked to keep it.
  bool is_idle() const { return plain_.empty() && conditional_.empty() && !kept_; }
  void keep() { kept_ = true; }

  // How many were reached by fan_out(), active ones only.
  struct Reach {
    std::size_t defaults = 0;
    std::size_t explicits = 0;
  };

  // Puts one event into the outbox of each active connection whose condition it fulfils.
  Reach fan_out(const Frame& frame);

  // All connections, in no order.
  std::vector<Connection*> connections() const;

 private:
  static void deliver(const signalbox_emission* emission, const char* json, std::size_t length,
                      void* opaque);
  static void ended(const char* reason, void* opaque);

  void post(FifoItem item);
  void send(const Frame& frame, Connection& connection, Reach& reach);

  Fifo& fifo_;
  const std::shared_ptr<const OfferedAccessor> accessor_;
  const std::string arguments_;
  void* connection_ = nullptr;  // the plugin's
  std::vector<Connection*> plain_;
  WhereIndex conditional_;
  std::vector<Connection*> matched_;  // kept to save its memory
  bool kept_ = false;

  std::atomic<bool> is_holding_ = false;
  std::mutex holding_;          // guards the two
  std::vector<FifoItem> held_;  // what came while is_holding_
};

}  // namespace signalbox
