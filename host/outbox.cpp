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

// A block takes no more than this, unless it is one text: its memory serves again.
constexpr std::size_t kBlock = 64 * 1024;

// One write takes so much, some sends.
constexpr std::size_t kMaxWrite = 1024 * 1024;

}  // namespace

Outbox::~Outbox() {
  assert(first_mark_ == block_.marks.size());
  assert(std::all_of(behind_.begin(), behind_.end(),
                     [](const OutboxBlock& each) { return each.marks.empty(); }));
  give_back();
}

void Outbox::put(std::string_view text) {
  if (text.empty()) return;  // an event ends in the block of its last byte
  if (last().text.size() + text.size() > kBlock || last().whole != nullptr) start_block();
  last().text.append(text);
  queued_ += text.size();
}

// An empty one takes any text.
void Outbox::start_block() {
  if (last().bytes().empty()) return;
  behind_.push_back(memory_.take());
  last().text.reserve(kBlock);
}

void Outbox::append(std::string_view text) {
  if (empty()) block_ = memory_.take();
  put(text);
}

void Outbox::append_whole(std::string text) {
  if (text.size() <= kBlock) return append(text);
  OutboxBlock block;
  block.whole = std::make_unique<const std::string>(std::move(text));
  queued_ += block.whole->size();
  behind_.push_back(std::move(block));
  if (block_.bytes().size() == begin_) next_block();
}

void Outbox::append_event(std::string_view body, std::string_view tail, Account* account) {
  append(body);
  put(tail);
  if (account != nullptr) last().marks.push_back({queued_, account});
}

std::string Outbox::unsent() const {
  std::string text(block_.bytes().substr(begin_));
  for (const OutboxBlock& each : behind_) text += each.bytes();
  return text;
}

// Visits the events that end in the first block behind `from`, at `to` at the latest.
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
    const std::string_view rest = block_.bytes().substr(begin_);
    const std::size_t offered = std::min(rest.size(), kMaxSend);
    const std::uint64_t end = taken_ + offered;
    for_each_mark(taken_, end, [](Account& account) { ++account.delivered; });
    ssize_t accepted = -1;
    do {
      accepted = ::send(fd, rest.data(), offered, MSG_NOSIGNAL | MSG_DONTWAIT);
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
  for (const OutboxBlock& block : behind_) {
    for (const OutboxBlock::Mark& each : block.marks) ++each.account->failed;
  }
  give_back();
  memory_.give_back(std::exchange(behind_, {}));
  queued_ = taken_;
}

void Outbox::give_back() {
  memory_.give_back(std::exchange(block_, {}));
  begin_ = 0;
  first_mark_ = 0;
}

void Outbox::next_block() {
  give_back();
  block_ = std::move(behind_.front());
  behind_.pop_front();
}

void Outbox::forget_written() {
  const std::vector<OutboxBlock::Mark>& marks = block_.marks;
  while (first_mark_ < marks.size() && marks[first_mark_].end <= taken_) ++first_mark_;
  if (begin_ < block_.bytes().size()) return;
  if (behind_.empty()) {
    give_back();
  } else {
    next_block();
  }
}

}  // namespace signalbox
