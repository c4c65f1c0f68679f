// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "client/deadline.hpp"
#include "client/frame_reader.hpp"
#include "client/message.hpp"

namespace signalbox::client {

// A connected stream socket that carries QMP: requests out, messages in. Waits in wait() and
// nowhere else, whether or not the socket is set to be non-blocking.
class Channel {
 public:
  // Takes over `fd`.
  explicit Channel(int fd) : fd_(fd) {}
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;
  ~Channel();

  int fd() const { return fd_; }
  bool has_output() const { return written_ < output_.size(); }

  // Why nothing more will come or go; empty while something may.
  const std::string& lost() const { return lost_; }

  // Queues `request` and writes what the socket takes.
  void send(std::string_view request);

  // Writes what the socket takes and reads once what it gives.
  void transfer();

  // Waits until transfer() can do something. False where it could not up to `deadline`.
  bool wait(const Deadline& deadline);

  // The next message that has come.
  std::optional<Message> next();

 private:
  void write_output();
  void read_input();
  void lose(std::string reason);

  const int fd_;
  FrameReader frames_;
  std::string output_;
  size_t written_ = 0;  // of output_
  std::string end_;     // why the server will send no more than what has been read
  std::string lost_;
};

}  // namespace signalbox::client
