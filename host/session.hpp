// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "host/descriptors.hpp"
#include "host/http_opening.hpp"
#include "host/loop.hpp"
#include "host/outbox.hpp"
#include "host/reply.hpp"
#include "host/session_record.hpp"
#include "wire/message_reader.hpp"
#include "wire/request.hpp"

namespace signalbox {

class Machine;
class Tap;
struct Connection;
struct ListenerConfig;
struct RequestError;

// One client on one socket, from its greeting to its end. What it is lies in plain members; it
// can be written down between two turns of the loop. [loop]
class Session {
 public:
  enum class Mode { negotiation, command };

  // Takes over `fd`, a connected non-blocking stream socket. `listener` outlives it.
  Session(Machine& machine, SessionId id, int fd, const ListenerConfig& listener);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  SessionId id() const { return id_; }
  int fd() const { return fd_; }
  Machine& machine() const { return machine_; }
  const ListenerConfig& listener() const { return listener_; }
  Mode mode() const { return mode_; }

  // The source of log lines that this client causes: "m: client uid 1000 on unix:/run/m.sock".
  std::string log_name() const;

  // Sends the greeting and reads from now on.
  void start(std::string_view greeting);

  // Command mode from the answer on that is being made. `oob`: out-of-band commands are
  // understood.
  void agree(bool oob) { agreed_oob_ = oob; }

  // Reads what the socket gives, and executes commands as far as they may be.
  void read();

  // Executes what is complete in the input and may be executed now; false: more is left.
  bool process(std::size_t count);

  // Puts out the answer of a command that process() started.
  void answer(const Reply& reply);

  void send(std::string_view text);
  void send_event(std::string_view body, const Connection& connection);

  // Bytes that wait to be written.
  std::size_t backlog() const { return outbox_.size(); }
  // Since it was opened: bytes queued for it, and of these taken by its socket.
  std::uint64_t queued_bytes() const { return outbox_.queued_bytes(); }
  std::uint64_t written_bytes() const { return outbox_.written_bytes(); }
  std::size_t connection_count() const { return connections_.size(); }

  // In command mode, with no connection that waits for an answer to start behind.
  bool is_settled() const { return mode_ == Mode::command && !has_inactive_; }

  bool hears(const Tap& tap) const;  // whether one of its connections is to that

  // Holds all that is written, in order, for so long at most; zero: not at all.
  void set_delay(std::chrono::milliseconds delay);

  // Its client has closed the connection, which nobody reads as long as a command is unanswered.
  bool has_hung_up() const;

  // The socket, which did not take all, takes more now.
  void socket_takes_more() { writing_ = false; }

  // Writes at once if that is a full send: it is still in the cache now.
  void relieve();

  // Writes what the socket takes. False: the client is gone, and close_reason() says why.
  bool flush();

  // Nothing is read and answered any more; it is closed once all that waits is written.
  void leave(std::string reason);

  // Something is to be closed: set once, by whoever noticed. Machine closes it at turn's end.
  void fail(std::string reason);
  const std::string& close_reason() const { return close_reason_; }

  // Connections are found by tag; defaults by accessor.
  Connection& add(std::unique_ptr<Connection> connection);
  Connection* tagged(std::string_view tag);
  Connection* default_of(std::string_view accessor);
  void remove(Connection& connection);  // destroys it
  std::vector<Connection*> connections() const;

  // What it is, written down between two turns.
  SessionRecord record() const;

  // Unwritten events have failed; nothing is read or written any more.
  void shut();

 private:
  friend class Machine;  // keeps the marks below, which save it sets and maps

  // A message in the in-band queue: a request, or the error that it was.
  struct Input {
    std::variant<Request, RequestError> message;
    Descriptors descriptors;
  };

  // Descriptors that came with a byte of the input.
  struct Arrival {
    std::uint64_t offset;  // of the byte
    Descriptors descriptors;
  };

  // What is written waits: until `until` has run out, from the first byte in an empty outbox on.
  struct Delay {
    explicit Delay(std::chrono::milliseconds its) : length(its) {}

    const std::chrono::milliseconds length;
    std::optional<Timer> until;
    bool is_over = false;  // all goes out until the outbox is empty
  };

  bool is_http(std::string_view bytes);
  bool is_held();
  void activate_connections();
  bool may_take_more() const;
  void take_messages();
  void take(Message message);
  void refuse(const RequestError& error);
  void execute(Request request, Descriptors descriptors);
  Descriptors arrived();

  Machine& machine_;
  const SessionId id_;
  const int fd_;
  const ListenerConfig& listener_;

  Mode mode_ = Mode::negotiation;
  bool oob_enabled_ = false;
  std::optional<bool> agreed_oob_;        // negotiation has succeeded; its answer is on the way
  std::deque<Input> queue_;               // in-band, not yet executed
  bool busy_ = false;                     // an in-band command is unanswered
  bool has_inactive_ = false;             // a connection waits for an answer to start behind
  std::unique_ptr<HttpOpening> opening_;  // of a TCP session that has not said much yet
  MessageReader reader_;
  std::uint64_t taken_in_ = 0;    // bytes that were fed to the reader
  std::deque<Arrival> arrivals_;  // which no request has taken
  Outbox outbox_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::unique_ptr<Delay> delay_;  // null: none
  std::string leaving_;           // why it leaves; empty: it does not
  std::string close_reason_;      // empty: alive

  bool is_dirty_ = false;            // the machine will flush it this turn
  bool is_ready_ = false;            // the machine will process it this turn
  bool writing_ = false;             // waits for the socket to take more
  std::size_t counted_backlog_ = 0;  // what the machine has counted of backlog()
  std::optional<Readiness> readiness_;
};

}  // namespace signalbox
