// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
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
  bool connect(Error** errp);
  void disconnect();

  void add(Connection& connection);
  void started(const Connection& connection);  // it is active now
  void remove(Connection& connection);

  // Keeps what is emitted from now on to itself; lets it go, in order, and keeps nothing more.
  void hold();
  void release();

  // Gives its connections, and that it is kept, to another tap.
  void move_connections(const std::shared_ptr<Tap>& other);

  // Nobody is connected and nobody keeps it.
  bool is_idle() const { return plain_.empty() && conditional_.empty() && keepers_ == 0; }
  void keep() { ++keepers_; }
  void let_go() { keepers_ -= keepers_ > 0 ? 1 : 0; }

  // What the next call of fan_out() does: with so many of the frames, each of which is due to so
  // many active connections, those that do not match included.
  struct Round {
    std::size_t frames = 0;
    std::size_t defaults = 0;
    std::size_t explicits = 0;
  };

  // `frames`: of this tap, in order, at least one. It may take only the first of them.
  Round begin(std::span<const FifoItem> frames);

  // Puts the events into the outbox of each active connection whose condition they fulfil: goes on
  // with the round that begin() has begun, for so many deliveries and some more. True: the round is
  // over. Until then `frames` are the same, connections that start get none of them, and what is
  // due to one that is removed has failed.
  bool fan_out(std::span<const FifoItem> frames, std::size_t deliveries);

  // What fan_out() does with an event for each active connection, for who wants to know.
  enum class Fate { sent, filtered, muted };
  void for_each_fate(const Frame& frame,
                     const std::function<void(const Connection&, Fate)>& visit) const;

  // All connections, in no order.
  std::vector<Connection*> connections() const;

 private:
  static void deliver(const signalbox_emission* emission, const char* json, std::size_t length,
                      void* opaque);
  static void ended(const char* reason, void* opaque);

  std::string post(FifoItem item);
  bool is_in_round() const { return round_frames_ > 0; }
  void swap_plain(std::size_t first, std::size_t second);
  void skip(const Connection& connection);
  void fail_plain(Connection& connection) const;
  void fail_matches(Connection& connection);
  void remove_plain(const Connection& connection);
  static void send(std::span<const FifoItem> frames, Connection& connection);
  static void send_match(std::span<const FifoItem> frames, Connection& connection);
  static void withhold(std::size_t events, Connection& connection);

  Fifo& fifo_;
  const std::shared_ptr<const OfferedAccessor> accessor_;
  const std::string arguments_;
  void* connection_ = nullptr;  // the plugin's
  std::vector<Connection*> plain_;
  WhereIndex conditional_;
  std::size_t active_defaults_ = 0;
  std::size_t active_explicits_ = 0;  // those with a condition included
  int keepers_ = 0;

  // The round: how many frames it has, zero between rounds; the connections in front of these two
  // have theirs.
  std::size_t round_frames_ = 0;
  std::size_t next_plain_ = 0;
  std::size_t next_match_ = 0;
  // Connections whose condition a frame fulfils, frame by frame.
  struct Match {
    Connection* connection;  // null: removed, or started behind the frame
    std::size_t frame;
  };
  std::vector<Match> matches_;
  std::vector<Connection*> matched_;  // by the frame that is being looked at

  std::atomic<bool> is_holding_ = false;
  std::mutex holding_;          // guards the two
  std::vector<FifoItem> held_;  // what came while is_holding_
};

}  // namespace signalbox
