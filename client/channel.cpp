// SPDX-License-Identifier: Apache-2.0
#include "client/channel.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace signalbox::client {
namespace {

// As much as a Unix socket's buffer usually holds is worth one call; more would only take longer
// until the first callback runs.
constexpr size_t read_bytes = 64u << 10;

// How much of a wrong message an error shows.
constexpr size_t max_quoted_bytes = 60;

bool is_transient(int error) {
  return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

std::string text_of(int error) {
  return std::generic_category().message(error);
}

}  // namespace

Channel::~Channel() {
  close(fd_);
}

void Channel::send(std::string_view request) {
  output_ += request;
  write_output();
}

void Channel::transfer() {
  write_output();
  read_input();
}

bool Channel::wait(const Deadline& deadline) {
  pollfd watched = {fd_, POLLIN, 0};
  if (has_output()) watched.events |= POLLOUT;
  int ready;
  do {
    ready = poll(&watched, 1, deadline.remaining_ms());
  } while (ready < 0 && errno == EINTR);
  if (ready < 0) lose("poll: " + text_of(errno));
  return ready != 0;
}

std::optional<Message> Channel::next() {
  if (!lost_.empty()) return std::nullopt;
  if (const auto frame = frames_.next()) {
    auto message = message_of(*frame);
    if (!message) lose("the server sent what is not QMP: " + frame->substr(0, max_quoted_bytes));
    return message;
  }
  if (!frames_.broken().empty()) {
    lose("the server sent what is not QMP: " + frames_.broken());
  } else if (!end_.empty()) {
    lose(frames_.inside() ? end_ + " in the middle of a message" : end_);
  }
  return std::nullopt;
}

void Channel::write_output() {
  while (has_output() && lost_.empty()) {
    const ssize_t count = ::send(fd_, output_.data() + written_, output_.size() - written_,
                                 MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && is_transient(errno)) return;
    if (count < 0) {
      // What the server said before it went is still to be read, and tells more.
      output_.clear();
      written_ = 0;
      return;
    }
    written_ += static_cast<size_t>(count);
  }
  output_.clear();
  written_ = 0;
}

void Channel::read_input() {
  std::array<char, read_bytes> bytes;
  const ssize_t count = recv(fd_, bytes.data(), bytes.size(), MSG_DONTWAIT);
  if (count > 0) {
    frames_.add({bytes.data(), static_cast<size_t>(count)});
  } else if (count == 0 || errno == ECONNRESET) {
    end_ = "the server closed it";
  } else if (!is_transient(errno)) {
    end_ = "recv: " + text_of(errno);
  }
}

void Channel::lose(std::string reason) {
  if (lost_.empty()) lost_ = "The connection is lost: " + reason;
}

}  // namespace signalbox::client
