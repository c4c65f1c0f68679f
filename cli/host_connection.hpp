// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "cli/answer_wait.hpp"
#include "cli/connection_lost.hpp"
#include "wire/message_reader.hpp"

namespace signalbox::cli {

// The host answered a command with an error.
struct CommandRefused : std::runtime_error {
  CommandRefused(std::string name, const std::string& description)
      : runtime_error(description), error_class(std::move(name)) {}
  std::string error_class;
};

// A stream socket that is connected to a Unix socket. Throws ConnectionLost, also when the server
// leaves connections waiting for longer than `patience`, 0: for ever; writing has the same limit.
int connect_to_socket(const std::string& path,
                      std::chrono::milliseconds patience = kDefaultPatience);

// Writes all of a text; `path` is what errors call the other end. Throws ConnectionLost.
void send_all(int fd, const std::string& path, std::string_view text);

// A client of a QMP server on a Unix socket that knows no command beforehand.
class HostConnection {
 public:
  // Connects and takes the greeting; nothing is negotiated yet. The server may take `patience` for
  // the greeting and for each answer, 0: for ever. Throws ConnectionLost.
  explicit HostConnection(const std::string& path,
                          std::chrono::milliseconds patience = kDefaultPatience);

  ~HostConnection();
  HostConnection(const HostConnection&) = delete;
  HostConnection& operator=(const HostConnection&) = delete;

  int fd() const { return fd_; }
  const boost::json::object& greeting() const { return greeting_; }

  // Sets another limit for answers than for the greeting.
  void set_patience(std::chrono::milliseconds patience) { patience_ = patience; }

  // From now on a signal that comes at `fd`, of an Interrupts, ends a wait for an answer with
  // Abandoned. The answer is passed over when it comes.
  void abandon_on(int fd) { interrupts_ = fd; }

  // Ends negotiation; without `defaults` no event comes that was not asked for, if the server knows
  // signals.
  void negotiate(bool defaults);

  // Returns whether the server has signals to connect to: else it is a plain QMP server. Known
  // after negotiate(false).
  bool knows_signals() const { return knows_signals_; }

  // The return value of a command. Events that come meanwhile are kept for next_event(). Throws
  // CommandRefused and ConnectionLost.
  boost::json::value call(std::string_view command, const boost::json::object& arguments = {});

  // The next event; nothing if none comes within the time, negative: for ever. Throws
  // ConnectionLost.
  std::optional<boost::json::object> next_event(std::chrono::milliseconds patience);

  // For who has sent a request: the next answer, as call() returns it. `owed` is what AnswerWait
  // calls it.
  boost::json::value take_answer(const std::string& owed = "the answer");

  // For who takes messages as they came: the next one, if it is there; valid until the next call.
  std::optional<std::string_view> next_text();

  // For who does not want call(): sends a request as it is, with a line feed for servers that read
  // lines, and waits for any message.
  void send(std::string_view text);
  boost::json::object wait_for_message();

  // The same within a wait that goes on over several messages.
  boost::json::object wait_for_message(AnswerWait& wait);

  // Takes what has come, when fd() can be read.
  void receive();

 private:
  bool advertises_signals() const;
  bool opts_out();
  std::optional<boost::json::object> next_message();

  std::string path_;
  std::chrono::milliseconds patience_;
  int fd_ = -1;
  int interrupts_ = -1;
  std::size_t abandoned_ = 0;  // answers that are to come and that nobody waits for
  MessageReader reader_;
  boost::json::object greeting_;
  bool knows_signals_ = false;
  std::deque<boost::json::object> events_;
};

}  // namespace signalbox::cli
