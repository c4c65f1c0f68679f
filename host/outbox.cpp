// SPDX-License-Identifier: Apache-2.0
#include "host/outbox.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <utility>
#include <vector>

namespace signalbox {

namespace {

// One send takes at most this much, so that what is counted ahead of it stays small.
constexpr std::size_t kMaxSend = 256 * 1024;

// And one write so much, some sends.
constexpr std::size_t kMaxWrite = 1024 * 1024;

}  // namespace

Outbox::~Outbox() {
  assert(first_mark_ == block_.marks.size());
  give_back();
}

void Outbox::put(std::string_view text) {
  block_.text.insert(block_.text.end(), text.begin(), text.end());
}

void Outbox::append(std::string_view text) {
  if (empty()) block_ = memory_.take();
  put(text);
}

void Outbox::append_event(std::string_view body, std::string_view tail, Account* account) {
  append(body);
  put(tail);
  if (account != nullptr) block_.marks.push_back({taken_ + size(), account});
}

// Visits the events that end behind `from`, at `to` at the latest.
template <typename Visit>
void Outbox::for_each_mark(std::uint64_t from, std::uint64_t to, Visit visit) {
  const std::vector<OutboxBlock::Mark>& marks = block_.marks;
  for (std::size_t i = first_mark_; i < marks.size() && marks[i].end <= to; ++i) {
    if (marks[i].end > from) visit(*marks[i].account);
  }
}

Outbox::Written Outbox::write(int fd) {
  for (const std::uint64_t enough = taken_ + kMaxWrite; !empty();) {
    if (taken_ >= enough) return Written::enough;
    const std::size_t offered = std::min(size(), kMaxSend);
    const std::uint64_t end = taken_ + offered;
    for_each_mark(taken_, end, [](Account& account) { ++account.delivered; });
    ssize_t accepted = -1;
    do {
      accepted = ::send(fd, block_.text.data() + begin_, offered, MSG_NOSIGNAL | MSG_DONTWAIT);
    } while (accepted < 0 && errno == EINTR);
    const int error = errno;
    const std::uint64_t taken = taken_ + static_cast<std::uint64_t>(std::max<ssize_t>(accepted, 0));
    for_each_mark(taken, end, [](Account& account) { --account.delivered; });
    if (accepted < 0) {
      errno = error;
      return error == EAGAIN || error == EWOULDBLOCK ? Written::some : Written::failed;
    }
    taken_ = taken;
    begin_ += static_cast<std::size_t>(accepted);
    forget_written();
  }
  return Written::all;
}

void Outbox::fail_rest() {
  for (std::size_t i = first_mark_; i < block_.marks.size(); ++i) ++block_.marks[i].account->failed;
  give_back();
}

void Outbox::give_back() {
  memory_.give_back(std::exchange(block_, {}));
  begin_ = 0;
  first_mark_ = 0;
}

void Outbox::forget_written() {
  std::vector<OutboxBlock::Mark>& marks = block_.marks;
  while (first_mark_ < marks.size() && marks[first_mark_].end <= taken_) ++first_mark_;
  if (empty()) {
    give_back();
  } else if (begin_ > block_.text.size() / 2) {
    std::vector<char>& text = block_.text;
    text.erase(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(begin_));
    begin_ = 0;
    marks.erase(marks.begin(), marks.begin() + static_cast<std::ptrdiff_t>(first_mark_));
    first_mark_ = 0;
  }
}

}  // namespace signalbox
