// SPDX-License-Identifier: Apache-2.0
#include "plugins/replay/source.hpp"

#include <fstream>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "plugins/replay/recorded_session.hpp"

using Clock = std::chrono::steady_clock;

Source::Source(std::filesystem::path file, Pace pace, Owner& owner)
    : file_(std::move(file)), pace_(pace), owner_(owner) {}

Source::~Source() {
  stop();
}

bool Source::start() {
  if (state_ == State::running) return false;
  stop();
  {
    const std::scoped_lock lock(mutex_);
    is_stopping_ = false;
    error_.clear();
  }
  emitted_ = 0;
  const State before = state_.exchange(State::running);
  try {
    thread_ = std::thread(&Source::run, this);
  } catch (const std::system_error&) {
    state_ = before;
    throw;  // no thread can be made: the command fails
  }
  return true;
}

void Source::stop() {
  {
    const std::scoped_lock lock(mutex_);
    is_stopping_ = true;
  }
  stopping_.notify_all();
  if (thread_.joinable()) thread_.join();
}

std::string Source::error() const {
  const std::scoped_lock lock(mutex_);
  return error_;
}

void Source::run() {
  try {
    auto due = Clock::now();
    do {
      emitted_ = 0;
      if (!play_once(due)) return;
      ++rounds_;
      if (!pace_.loop || emitted_ == 0) state_ = State::ended;
      owner_.ended(emitted_);
    } while (state_ == State::running);
  } catch (const std::exception& error) {
    {
      const std::scoped_lock lock(mutex_);
      error_ = error.what();
    }
    state_ = State::failed;
    owner_.failed(error.what());
  }
}

// False: it is to stop. `due` is when the recording begins, and then when it ends.
bool Source::play_once(Clock::time_point& due) {
  std::ifstream input(file_);
  if (!input) {
    throw std::runtime_error(file_.string() + ": " + std::generic_category().message(errno));
  }
  signalbox::RecordingReader reader(input, file_.string());
  const auto begin = due;
  while (const auto line = reader.next()) {
    if (pace_.speed > 0) {
      due = begin + std::chrono::duration_cast<Clock::duration>(line->time() / pace_.speed);
    }
    const auto event = line->event();
    if (!event || !is_replayed(*event)) continue;
    if (pace_.speed == 0) owner_.wait_for_room();
    if (!wait_until(due)) return false;
    ++emitted_;
    owner_.event(*event);
  }
  return true;
}

// False: it is to stop.
bool Source::wait_until(Clock::time_point due) {
  std::unique_lock lock(mutex_);
  if (pace_.speed == 0) return !is_stopping_;
  return !stopping_.wait_until(lock, due, [this] { return is_stopping_; });
}
