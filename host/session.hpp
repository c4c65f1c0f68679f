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

#include "host/client_account.hpp"
#include "host/descriptors.hpp"
#include "host/http_opening.hpp"
#include "host/loop.hpp"
#include "host/memory_use.hpp"
#include "host/outbox.hpp"
#include "host/ready_set.hpp"
#include "host/reply.hpp"
#include "host/session_record.hpp"
#include "wire/message_reader.hpp"
#include "wire/request.hpp"

namespace signalbox {

class Machine;
class OwnedText;
class Tap;
struct Connection;
struct ListenerConfig;
struct RequestError;

// One client on one socket, from its greeting to its end. What it is lies in plain members; it
// can be written down between two turns of the loop. [loop]
class Session {
 public:
  enum class Mode { negotiation, command };

  // Takes over `fd`, a connected non-blocking stream socket. `account` has counted it.
  Session(Machine& machine, SessionId id, int fd, std::shared_ptr<const ListenerConfig> listener,
          std::shared_ptr<ClientAccount> account);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  SessionId id() const { return id_; }
  int fd() const { return fd_; }
  Machine& machine() const { return machine_; }
  const ListenerConfig& listener() const { return *listener_; }
  ClientAccount& account() const { return *account_; }
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

  // Returns whether a command of it waits, see Host::wait_for_observers().
  bool waits_for_observers() const { return waits_for_observers_; }

  // Called when its account may have room for its input again.
  void room_for_input();

  // Executes what is complete in the input and may be executed now, up to `count` commands, and
  // none behind one that ends the turn's time; false: more may be left.
  bool process(std::size_t count);

  // A message that was read elsewhere, see Machine::read_elsewhere().
  void take_large(std::variant<Request, RequestError> read);

  // Puts out the answer of a command that process() started, and takes its value and id.
  void answer(Reply& reply);

  void send(std::string_view text);
  void send_event(std::string_view body, const Connection& connection);

  // Bytes that wait to be written.
  std::size_t backlog() const { return outbox_.size(); }
  MemoryUse use() const;  // nothing once it is to be closed
  // Since it was opened: bytes queued for it, and of these taken by its socket.
  std::uint64_t queued_bytes() const { return outbox_.queued_bytes(); }
  std::uint64_t written_bytes() const { return outbox_.written_bytes(); }
  std::size_t connection_count() const { return connections_.size(); }
  // The sum of Where::combination_count() of its conditions.
  std::size_t where_values() const { return where_values_; }

  // In command mode, with no connection that waits for an answer to start behind.
  bool is_settled() const { return mode_ == Mode::command && !has_inactive_; }

  bool hears(const Tap& tap) const;  // whether one of its connections is to that

  // Holds all that is written, in order, for so long at most; zero: not at all.
  void set_delay(std::chrono::milliseconds delay);
  bool is_delayed() const { return delay_ != nullptr; }

  // Its client has closed the connection for both directions, or that has failed.
  bool has_hung_up() const;

  // To be called when the socket says that the client may have hung up.
  void hung_up();

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
  Connection* last_connection() const;  // null: it has none; removed without a look at others

  // What it is, written down between two turns.
  SessionRecord record() const;

  // Unwritten events have failed; nothing is read or written any more.
  void shut();

  // The descriptors of a command that was not passed to a machine behind this one wait for the
  // client's next command, as in QEMU, unless that has its own.
  void take_back(Descriptors descriptors);

 private:
  friend class Machine;  // keeps the marks below, which save it sets and maps

  // A message in the in-band queue: a request, or the error that it was.
  struct Input {
    std::variant<Request, RequestError> message;
    Descriptors descriptors;
  };

  // The last set of descriptors that came with a byte of the message that is not complete. QEMU
  // keeps the last set, too.
  struct Arrival {
    std::uint64_t offset = 0;  // of the byte
    Descriptors descriptors;
  };

  // The part of the connection that the client has closed, as far as it was noticed: nothing, its
  // sending half, or all.
  enum class Closed { nothing, input, all };

  // Where an answer stands in the output, in bytes since the session was opened.
  struct Stretch {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
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
  void end_of_input();
  bool process_input(std::size_t count);
  void leave_with_client();
  void activate_connections();
  bool may_take_more() const;
  void send_answer(std::string_view text);
  void send_answer(std::vector<std::string> pieces);
  bool take_messages(std::size_t& count);
  bool take(Message message);
  bool take(std::variant<Request, RequestError> read);
  void refuse(RequestError error);
  void execute(Request request, Descriptors descriptors);
  Descriptors arrived();

  // In session_limits.cpp:
  std::size_t unread_answer() const;
  std::size_t input_bytes() const;
  bool reads_an_answer();
  bool must_wait(const Request& request);
  bool has_room();
  bool has_sent_more() const;
  void read_on();
  void give_up_input();
  void keep(Descriptors descriptors);
  std::string named(std::string error) const;
  void count_oob();
  void done_with(std::size_t request_bytes, std::size_t descriptors, bool oob);
  void count_use();
  void uncount();
  void free_input();

  Machine& machine_;
  const SessionId id_;
  const int fd_;
  const std::shared_ptr<const ListenerConfig> listener_;
  const std::shared_ptr<ClientAccount> account_;

  Mode mode_ = Mode::negotiation;
  bool oob_enabled_ = false;
  std::optional<bool> agreed_oob_;        // negotiation has succeeded; its answer is on the way
  std::deque<Input> queue_;               // in-band, not yet executed
  std::optional<Input> held_oob_;         // out of band, waits for observers
  bool busy_ = false;                     // an in-band command is unanswered
  bool has_inactive_ = false;             // a connection waits for an answer to start behind
  std::unique_ptr<HttpOpening> opening_;  // of a TCP session that has not said much yet
  MessageReader reader_;
  std::shared_ptr<const OwnedText> being_read_;  // elsewhere, as it is large; null: none
  std::uint64_t taken_in_ = 0;                   // bytes that were fed to the reader
  Arrival arrival_;                              // not taken by a request; may be empty
  std::size_t descriptors_ = 0;   // of arrival_, and of the requests that are not answered
  std::size_t under_way_ = 0;     // bytes of the requests that are not answered
  std::size_t oob_requests_ = 0;  // that are not answered
  Stretch answer_;                // the largest that is not written
  Outbox outbox_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::size_t where_values_ = 0;
  std::size_t where_bytes_ = 0;
  std::unique_ptr<Delay> delay_;  // null: none
  std::string leaving_;           // why it leaves; empty: it does not
  std::string close_reason_;      // empty: alive

  bool is_unread_ = false;   // the machine will read it
  bool is_dirty_ = false;    // the machine will flush it
  bool is_ready_ = false;    // the machine will process it
  bool is_closing_ = false;  // the machine will close it
  bool writing_ = false;     // waits for the socket to take more
  Closed closed_ = Closed::nothing;
  bool waits_for_observers_ = false;
  bool waits_for_reader_ = false;     // no command is executed until an answer is read
  bool has_large_input_ = false;      // its account knows of it, see LargeInput
  bool is_counted_ = true;            // its use is in its account
  MemoryUse counted_use_;             // its part of its account
  std::size_t counted_backlog_ = 0;   // what the machine has counted of backlog()
  std::optional<Timer> retry_input_;  // while it waits for room in its account
  std::optional<ReadySet::Member> readiness_;
};

}  // namespace signalbox
