// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "wire/text_buffer.h"

// Cuts what a server sends into lines. Of a line that is longer than allowed only the beginning and
// the end are kept, until its line feed comes. [loop]
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
    std::string_view end;   // the last bytes of one that is cut; as long valid
  };

  explicit LineReader(Most most) : most_(most) {}
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;
  ~LineReader();

  // A piece of input, which must stay where it is until next() has returned no line.
  void add(std::string_view piece) { piece_ = piece; }

  std::optional<Line> next();

  // Puts a NUL behind a part of the line that was given out last, in the place of what follows it.
  // False: the line came in one piece, and is not this object's to change.
  bool terminate(std::string_view part);

  // Forgets what has come; the line that was given out last stays valid.
  void reset();

  // Treats the unfinished line, if there is one, as too long.
  void cut();

  // Memory that an unfinished line has.
  std::size_t held_bytes() const { return rest_.capacity; }

 private:
  void keep(std::string_view part);
  void keep_end(std::string_view part);
  void cut_behind(std::size_t kept);

  const Most most_;
  std::string_view piece_;  // what is not cut yet
  wire_text rest_ = {};     // an unfinished line; it grows without a copy where it is large
  std::string rest_end_;    // the last bytes of one that is cut
  wire_text line_ = {};     // the one that was given out, where it came in several pieces
  std::string line_end_;    // its last bytes, if it is cut
  bool is_cut_ = false;
};
