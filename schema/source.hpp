// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <deque>
#include <string>

namespace signalbox::schema {

// Where something stands. Lines and columns count from 1; a column is one character.
struct Position {
  int file = 0;  // index into Sources, in the order of reading
  int line = 0;
  int column = 0;

  auto operator<=>(const Position&) const = default;
};

// One schema file as it was read.
struct Source {
  std::string path;  // as it was given, or as an include reached it
  std::string text;
};

// Elements keep their address.
using Sources = std::deque<Source>;

}  // namespace signalbox::schema
