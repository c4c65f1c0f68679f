// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>

#include "plugins/qemu/descriptors.hpp"

// What waits to be written to a monitor, in order: commands, and the descriptors that go with the
// first byte of them.
class Outgoing {
 public:
  // `number` names the piece; each one is used once.
  void add(std::uint64_t number, std::string text, Descriptors descriptors);
  bool empty() const { return pieces_.empty(); }
  void clear() { pieces_.clear(); }

  enum class Written { all, some, failed };

  // Writes what the socket takes without waiting. On failure errno tells.
  Written write(int fd);

  // Takes a piece back of which nothing is written yet; false: there is no such piece.
  bool take_back(std::uint64_t number);

 private:
  struct Piece {
    std::uint64_t number;
    std::string text;
    Descriptors descriptors;
    std::size_t written = 0;
  };

  std::deque<Piece> pieces_;
};
