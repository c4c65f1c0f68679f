// SPDX-License-Identifier: Apache-2.0
#include "cli/guest_line.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "cli/host_connection.hpp"

namespace signalbox::cli {

using Clock = std::chrono::steady_clock;

GuestLine::GuestLine(std::string path) : path_(std::move(path)), fd_(connect_to_socket(path_)) {}

GuestLine::~GuestLine() {
  close(fd_);
}

void GuestLine::ask(char question) {
  owes_answer_ = true;
  send_all(fd_, path_, {&question, 1});
}

std::optional<std::string> GuestLine::answer(std::chrono::milliseconds patience) {
  constexpr std::size_t error_length = 3;
  const auto deadline = Clock::now() + patience;
  for (;;) {
    const std::size_t length = said_.starts_with('E') ? error_length : 1;
    if (said_.size() >= length) {
      owes_answer_ = false;
      const std::string answer = said_.substr(0, length);
      said_.erase(0, length);
      return answer;
    }
    if (!read(deadline)) return std::nullopt;
  }
}

bool GuestLine::await_boot(std::chrono::milliseconds patience) {
  const auto deadline = Clock::now() + patience;
  while (!std::exchange(is_up_, false)) {
    if (!read(deadline)) return false;
  }
  owes_answer_ = false;
  said_.clear();
  return true;
}

// False: nothing came until the deadline.
bool GuestLine::read(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
  pollfd waiting = {fd_, POLLIN, 0};
  if (poll(&waiting, 1, static_cast<int>(std::max<long>(left.count(), 0))) <= 0) return false;
  char bytes[256];
  const ssize_t count = recv(fd_, bytes, sizeof bytes, 0);
  if (count <= 0) throw ConnectionLost(path_ + ": the guest's line has ended");
  for (const char c : std::string_view(bytes, static_cast<std::size_t>(count))) {
    if (c == '!') {
      is_up_ = true;
    } else {
      said_ += c;
    }
  }
  return true;
}

}  // namespace signalbox::cli
