// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// Cuts what a server sends into lines. Of a line that is longer than allowed only the beginning is
// kept, until its line feed comes. [loop]
class LineReader {
 public:
  // Bytes that a line may have, and, usually more, one that begins as a reply does.
  struct Most {
    std::size_t line;
    std::size_t reply;
  };

  struct Line {
    std::string_view text;  // without its CR LF; valid until the next next()
    bool is_cut;            // too long: `text` is its beginning
  };

  explicit LineReader(Most most) : most_(most) {}

  // A piece of input, which must stay where it is until next() has returned no line.
  void add(std::string_view piece) { piece_ = piece; }

  std::optional<Line> next();

  // Forgets what has come; the line that was given out last stays valid.
  void reset();

  // Memory that an unfinished line has.
  std::size_t held_bytes() const { return rest_.capacity(); }

 private:
  void keep(std::string_view part);

  const Most most_;
  std::string_view piece_;  // what is not cut yet
  std::string rest_;        // an unfinished line
  std::string line_;        // the one that was given out, where it came in several pieces
  bool is_cut_ = false;
};

// Returns whether a line is, or begins, a command's return value as QEMU writes it.
bool begins_return(std::string_view line);
