// SPDX-License-Identifier: Apache-2.0
#include "host/ready_set.hpp"

#include <sys/epoll.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <exception>
#include <system_error>
#include <utility>

namespace signalbox {

namespace {

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

// Outlives the Member while a callback of it runs.
struct ReadySet::State {
  int fd;
  std::function<void()> readable;
  std::function<void()> writable;
  std::function<void()> hung_up;
  std::uint32_t asked = 0;  // EPOLLIN, EPOLLOUT, EPOLLHUP
  bool is_armed = false;
};

ReadySet::ReadySet(Loop& loop) : loop_(loop) {}

ReadySet::~ReadySet() {
  *alive_ = false;
}

std::uint64_t ReadySet::add(State state) {
  if (!readiness_) {
    const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0) fail("epoll_create1");
    epoll_.emplace(epoll);
    readiness_.emplace(
        loop_, epoll, [this] { take(); }, [] {});
    readiness_->want_read();
  }
  const std::uint64_t number = ++last_number_;
  epoll_event event{};
  event.events = EPOLLONESHOT;
  event.data.u64 = number;
  if (::epoll_ctl(epoll_->fd(), EPOLL_CTL_ADD, state.fd, &event) != 0) fail("epoll_ctl");
  members_.emplace(number, std::make_shared<State>(std::move(state)));
  return number;
}

void ReadySet::remove(std::uint64_t number) {
  const auto member = members_.extract(number);
  ::epoll_ctl(epoll_->fd(), EPOLL_CTL_DEL, member.mapped()->fd, nullptr);
}

// The system tells of a socket once, and then not until it is armed again; that the other end has
// hung up it tells always.
void ReadySet::arm(std::uint64_t number, State& state) const {
  state.is_armed = true;
  epoll_event event{};
  event.events = (state.asked & (EPOLLIN | EPOLLOUT)) | EPOLLONESHOT;
  event.data.u64 = number;
  ::epoll_ctl(epoll_->fd(), EPOLL_CTL_MOD, state.fd, &event);
}

void ReadySet::take() {
  const std::shared_ptr<bool> alive = alive_;
  std::array<epoll_event, kMostAtATime> events;
  const int count = ::epoll_wait(epoll_->fd(), events.data(), static_cast<int>(events.size()), 0);
  for (int i = 0; i < count && *alive; ++i) take(events[i].data.u64, events[i].events);
  if (*alive) readiness_->want_read();
}

// The member may have gone meanwhile, also inside its own callback. The loop names in the log what
// a callback throws; the others that are ready have their callbacks all the same.
void ReadySet::take(std::uint64_t number, std::uint32_t events) {
  const auto member = members_.find(number);
  if (member == members_.end()) return;
  const std::shared_ptr<State> state = member->second;
  const std::shared_ptr<bool> alive = alive_;
  Loop& loop = loop_;
  const auto is_there = [&] { return *alive && members_.contains(number); };
  const bool is_over = (events & (EPOLLERR | EPOLLHUP)) != 0;
  const std::uint32_t ready = state->asked & (is_over ? EPOLLIN | EPOLLOUT | EPOLLHUP : events);
  state->asked &= ~ready;
  state->is_armed = false;
  try {
    if ((ready & EPOLLIN) != 0) state->readable();
    if ((ready & EPOLLOUT) != 0 && is_there()) state->writable();
    if ((ready & EPOLLHUP) != 0 && is_there()) state->hung_up();
  } catch (...) {
    state->asked |= ready;  // a socket must not become deaf
    state->is_armed = false;
    loop.post([failure = std::current_exception()] { std::rethrow_exception(failure); });
  }
  if (is_there() && state->asked != 0 && !state->is_armed) arm(number, *state);
}

ReadySet::Member::Member(ReadySet& set, int fd, std::function<void()> readable,
                         std::function<void()> writable, std::function<void()> hung_up)
    : set_(set),
      number_(set.add({fd, std::move(readable), std::move(writable), std::move(hung_up)})) {}

ReadySet::Member::~Member() {
  set_.remove(number_);
}

void ReadySet::Member::want_read() {
  want(EPOLLIN);
}

void ReadySet::Member::want_write() {
  want(EPOLLOUT);
}

void ReadySet::Member::want_hang_up() {
  want(EPOLLHUP);
}

bool ReadySet::Member::wants_read() const {
  return (set_.members_.at(number_)->asked & EPOLLIN) != 0;
}

void ReadySet::Member::want(std::uint32_t event) {
  State& state = *set_.members_.at(number_);
  if ((state.asked & event) != 0) return;
  state.asked |= event;
  set_.arm(number_, state);
}

}  // namespace signalbox
