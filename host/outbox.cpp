// SPDX-License-Identifier: Apache-2.0
#include "host/outbox.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cassert>
#include <cerrno>

namespace signalbox {

namespace {

// One send takes at most this much, so that what is counted ahead of it stays small.
constexpr std::size_t kMaxSend = 256 * 1024;

// An idle client holds no buffer; a busy one keeps a small one between two turns.
constexpr std::size_t kKeptCapacity = 8 * 1024;

}  // namespace

Outbox::~Outbox() {
  assert(first_mark_ == marks_.size());
}

void Outbox::append(std::string_view text) {
  text_.insert(text_.end(), text.begin(), text.end());
}

void Outbox::append_event(std::string_view body, std::string_view tail, Account* account) {
  append(body);
  append(tail);
  if (account != nullptr) marks_.push_back({taken_ + size(), account});
}

// Visits the events that end behind `from`, at `to` at the latest.
template <typename Visit>
void Outbox::for_each_mark(std::uint64_t from, std::uint64_t to, Visit visit) {
  for (std::size_t i = first_mark_; i < marks_.size() && marks_[i].end <= to; ++i) {
    if (marks_[i].end > from) visit(*marks_[i].account);
  }
}

Outbox::Written Outbox::write(int fd) {
  while (!empty()) {
    const std::size_t offered = std::min(size(), kMaxSend);
    const std::uint64_t end = taken_ + offered;
    for_each_mark(taken_, end, [](Account& account) { ++account.delivered; });
    ssize_t accepted = -1;
    do {
      accepted = ::send(fd, text_.data() + begin_, offered, MSG_NOSIGNAL | MSG_DONTWAIT);
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
  for (std::size_t i = first_mark_; i < marks_.size(); ++i) ++marks_[i].account->failed;
  marks_.clear();
  first_mark_ = 0;
  begin_ = text_.size();
}

void Outbox::forget_written() {
  while (first_mark_ < marks_.size() && marks_[first_mark_].end <= taken_) ++first_mark_;
  if (empty()) {
    begin_ = 0;
    text_.clear();
    marks_.clear();
    first_mark_ = 0;
    if (text_.capacity() > kKeptCapacity) std::vector<char>().swap(text_);
    if (marks_.capacity() * sizeof(Mark) > kKeptCapacity) std::vector<Mark>().swap(marks_);
  } else if (begin_ > text_.size() / 2) {
    text_.erase(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(begin_));
    begin_ = 0;
    marks_.erase(marks_.begin(), marks_.begin() + static_cast<std::ptrdiff_t>(first_mark_));
    first_mark_ = 0;
  }
}

}  // namespace signalbox
