// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace signalbox {

// Descriptors that a peer sent (SCM_RIGHTS). They are closed with it.
class Descriptors {
 public:
  Descriptors() = default;
  explicit Descriptors(std::vector<int> numbers) : numbers_(std::move(numbers)) {}
  ~Descriptors();
  Descriptors(Descriptors&& other) noexcept
      : numbers_(std::exchange(other.numbers_, {})), was_cut_(other.was_cut_) {}
  Descriptors& operator=(Descriptors&& other) noexcept {
    std::swap(numbers_, other.numbers_);
    was_cut_ = other.was_cut_;
    return *this;
  }

  bool empty() const { return numbers_.empty(); }
  std::size_t size() const { return numbers_.size(); }
  const int* data() const { return numbers_.data(); }

  // Returns whether more came than there was room for; those were closed.
  bool was_cut() const { return was_cut_; }
  void cut() { was_cut_ = true; }

 private:
  std::vector<int> numbers_;
  bool was_cut_ = false;
};

// Reads at most one piece of a stream without waiting, and ends it so that `descriptors`, if there
// are any, came with its last byte: a peer that sends them with a command, or with a space before
// it, means that command. Of one set the first `most` are kept, at most 253 (SCM_MAX_FD), and the
// others closed. Gives what recv() does, with errno.
ssize_t receive(int fd, std::span<char> buffer, std::size_t most, Descriptors& descriptors);

}  // namespace signalbox
