// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

// Duplicates of descriptors; closed with it.
class Descriptors {
 public:
  Descriptors() = default;
  ~Descriptors() { close(); }
  Descriptors(Descriptors&& other) noexcept : numbers_(std::exchange(other.numbers_, {})) {}
  Descriptors& operator=(Descriptors&& other) noexcept {
    std::swap(numbers_, other.numbers_);
    return *this;
  }

  // False: one could not be duplicated, and errno says why.
  bool duplicate(const int* numbers, std::size_t count);

  void close();
  bool empty() const { return numbers_.empty(); }
  const std::vector<int>& numbers() const { return numbers_; }

 private:
  std::vector<int> numbers_;
};
