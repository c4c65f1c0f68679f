// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "wire/json_reader.h"

namespace signalbox::cli {

// A connection to a QMP server on a Unix socket, message by message as the server wrote them.
class ServerStream {
 public:
  // The server may take `patience` to accept, 0: for ever. Throws ConnectionLost.
  ServerStream(std::string path, std::chrono::milliseconds patience);
  ~ServerStream();
  ServerStream(const ServerStream&) = delete;
  ServerStream& operator=(const ServerStream&) = delete;

  int fd() const { return fd_; }

  // Says nothing if the server has gone: receive() does, behind what it had still to say.
  void send(std::string_view text);

  // Takes what has come, when fd() can be read. False: the server has closed the connection.
  bool receive();

  // The next message that has come: the server's bytes, on one line. Throws ConnectionLost if it
  // is no JSON.
  std::optional<std::string> next();

 private:
  const std::string path_;
  const int fd_;
  wire_json_reader reader_;
  std::string bytes_;     // from the next message on
  std::size_t read_ = 0;  // of them
};

}  // namespace signalbox::cli
