// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "schema/faults.hpp"
#include "schema/source.hpp"

namespace signalbox::schema {

struct Token {
  enum class Kind { punctuation, string, word, end };

  Kind kind = Kind::end;
  std::string text;  // of a string what stands between the quotes, escapes resolved
  Position position;
  std::string comment;     // the lines of '#' directly above, without their '#'
  bool flawed = false;     // a fault has been added for it
  std::size_t offset = 0;  // of the first byte
  std::size_t end = 0;     // behind the last byte

  bool is(char punctuation) const { return kind == Kind::punctuation && text[0] == punctuation; }
};

// The tokens of one file, the last of kind `end`. A file that is not UTF-8 is one fault and no
// tokens.
std::vector<Token> tokens_of(const Source& source, int file, Faults& faults);

}  // namespace signalbox::schema
