// SPDX-License-Identifier: Apache-2.0
#include "cli/server_stream.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "cli/host_connection.hpp"
#include "wire/print.hpp"

namespace signalbox::cli {

namespace {

constexpr std::string_view spaces = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(spaces);
  return text.substr(begin, text.find_last_not_of(spaces) + 1 - begin);
}

}  // namespace

ServerStream::ServerStream(std::string path, std::chrono::milliseconds patience)
    : path_(std::move(path)), fd_(connect_to_socket(path_, patience)) {
  wire_json_reader_init(&reader_);
}

ServerStream::~ServerStream() {
  wire_json_reader_release(&reader_);
  close(fd_);
}

void ServerStream::send(std::string_view text) {
  try {
    send_all(fd_, path_, text);
  } catch (const ConnectionLost&) {
  }
}

bool ServerStream::receive() {
  char bytes[1 << 16];
  const ssize_t count = recv(fd_, bytes, sizeof bytes, 0);
  if (count > 0) bytes_.append(bytes, static_cast<std::size_t>(count));
  return count > 0 || (count < 0 && (errno == EINTR || errno == EAGAIN));
}

std::optional<std::string> ServerStream::next() {
  std::size_t used = 0;
  const wire_json_status status =
      wire_json_feed(&reader_, bytes_.data() + read_, bytes_.size() - read_, &used);
  read_ += used;
  if (status == WIRE_JSON_MORE) return std::nullopt;
  if (status == WIRE_JSON_ERROR) {
    throw ConnectionLost(path_ + ": " + std::string(reader_.error.bytes, reader_.error.length));
  }
  const std::string_view message = trimmed(std::string_view(bytes_).substr(0, read_));
  std::string line =
      message.find('\n') == std::string_view::npos ? std::string(message) : reprint(message);
  bytes_.erase(0, std::exchange(read_, 0));
  return line;
}

}  // namespace signalbox::cli
