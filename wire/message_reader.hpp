// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace signalbox {

// One value of the stream, or what was wrong in its place.
struct Message {
  // The value without white space, otherwise as it came: QEMU's dialect, see value.hpp and
  // print.hpp. Valid until the reader is touched again. Ends in NUL.
  std::string_view text;
  std::string error;  // QEMU's description; not empty: there is no text
};

class OwnedText;

// Cuts what a peer sends into messages, as QEMU's own reader does, with its dialect, limits and
// errors; docs/wire.md has them. Serves both ends: what a server sends is JSON too, and the line
// ends between its messages are white space.
//
// Parses only when asked for a message, so that a full queue stops the parsing: what is not
// parsed stays here, unbounded. Between messages it holds less than 2 KiB.
class MessageReader {
 public:
  // All that a reader knows between two calls.
  struct Unread {
    std::string bytes;           // of the message that is not complete, and those behind it
    bool after_garbage = false;  // the rest of a bad token is still being skipped
  };

  // The error in place of a message above the limit on bytes.
  static constexpr std::string_view kTooLarge = "JSON token size limit exceeded";

  MessageReader();
  explicit MessageReader(const Unread& unread);
  MessageReader(MessageReader&&) noexcept;
  MessageReader& operator=(MessageReader&&) noexcept;
  ~MessageReader();

  // A message may have at most so many bytes without white space: fewer than QEMU's 64 MiB, which
  // is the limit until then. Before the first feed().
  void limit_message(std::size_t bytes);

  void feed(std::string_view bytes);

  // The next message, if it is there.
  std::optional<Message> next();

  // The text of the message that next() has just given, which leaves the reader without a copy.
  std::shared_ptr<const OwnedText> take_text();

  // How many bytes it holds, parsed or not, that no message has been made of.
  std::size_t buffered_bytes() const;

  // The memory that it holds, in bytes; an idle one has less than 2 KiB.
  std::size_t memory() const;

  // What to make an equal reader of, e.g. in another process.
  Unread unread() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace signalbox
