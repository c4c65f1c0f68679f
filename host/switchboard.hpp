// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/reply.hpp"
#include "host/tap.hpp"
#include "host/where.hpp"

namespace signalbox {

class Machine;
class Session;

// The taps of one machine, and who is connected to what. Plugins are called only inside calls of
// the machine thread. [loop]
class Switchboard {
 public:
  explicit Switchboard(Machine& machine) : machine_(machine) {}
  ~Switchboard();
  Switchboard(const Switchboard&) = delete;
  Switchboard& operator=(const Switchboard&) = delete;

  // What a client asks for.
  struct Wish {
    std::shared_ptr<const OfferedAccessor> accessor;
    std::string arguments;  // canonical
    std::unique_ptr<const Where> where;
    std::string narrowed_by;  // as Connection has it

    Wish(std::shared_ptr<const OfferedAccessor> its, std::string canonical_arguments,
         std::unique_ptr<const Where> condition);
  };

  // Connects the reply's session and answers with the tag, or the accessor's error.
  // [machine thread, on the loop]
  void connect(Wish wish, ReplyId reply);

  // False: `tag` is not connected to that accessor with those arguments. An empty `accessor`
  // fits any.
  bool disconnect(Session& session, std::string_view tag, std::string_view accessor,
                  std::string_view arguments);

  // A default connection, active from the reply that ends negotiation, or that is being made, on;
  // at once if `now`. Null: the accessor is not there or refuses. [machine thread]
  Connection* connect_default(Session& session, const std::string& accessor, bool now);
  void disconnect_default(Session& session, std::string_view accessor);

  // Keeps a tap without arguments alive, so that emissions are seen with nobody connected.
  // [machine thread]
  void keep(const std::string& accessor);
  void let_go(const std::string& accessor);

  // Events go to the connection from now on, unless the policy withholds them.
  void start(Connection& connection);
  void ask_policy(Connection& connection);

  // The session ends: so do its connections, up to `count` of them. True: it has none any more.
  bool leave(Session& session, std::size_t count);

  // A tap's signal has ended: explicit connections hear of it.
  void ended(const std::shared_ptr<Tap>& tap, const std::string& reason);

  // The accessors stay, but what clients have connected to them explicitly ends. [loop]
  void end_explicit(const std::string& reason);

  // One event to each explicit connection to accessors of `owner`, or of who listens to it.
  // [machine thread, on the loop]
  void announce(const PluginInstance& owner, const std::string& event, const std::string& data);

  // One event to this session's connections to an accessor. [loop]
  void notify(Session& session, std::string_view accessor, const std::string& data);

  // An accessor goes and its plugin stays. [machine thread, on the loop]
  void end_accessor(const OfferedAccessor& accessor, const std::string& reason);

  // The plugin goes: all taps on its accessors end. [machine thread]
  void end_all(const PluginInstance& owner, const std::string& reason);

  // Taps on a plugin's accessors, and those of its next version that will take their place.
  struct Move {
    std::shared_ptr<Tap> from;
    std::shared_ptr<Tap> to;  // holds what is emitted
  };

  // Connects to `next` where it offers what a tap of `owner` is on; what it does not offer, or
  // refuses, is left out. cancel() undoes it. [machine thread]
  std::vector<Move> prepare_moves(const PluginInstance& owner, const Registry& next);
  void cancel(const std::vector<Move>& moves);

  // Ends the old taps, so that what they emitted is behind us once the FIFO is drained; then
  // connections go over. [machine thread]
  void silence(const std::vector<Move>& moves);
  void complete(const std::vector<Move>& moves);

  // Tells a client that its connection has ended, and forgets it.
  void announce_end(Connection& connection);

 private:
  using Key = std::pair<std::string, std::string>;  // accessor, arguments

  std::string refusal(const Session& session, const Wish& wish) const;
  bool is_offered(const OfferedAccessor& accessor, const Session* session) const;
  std::shared_ptr<Tap> find(const std::string& accessor, const std::string& arguments) const;
  std::shared_ptr<Tap> open_default(const std::string& accessor);
  void connected(const std::shared_ptr<Tap>& tap, Wish wish, ReplyId reply, Error* error);
  void detach(Connection& connection);
  void close_if_idle(const std::shared_ptr<Tap>& tap);
  void hang_up(const std::shared_ptr<Tap>& tap);

  void hang_up_leaving();

  Machine& machine_;
  std::map<Key, std::shared_ptr<Tap>> taps_;
  std::vector<std::shared_ptr<Tap>> leaving_;  // nobody can reach them; to be disconnected
};

}  // namespace signalbox
