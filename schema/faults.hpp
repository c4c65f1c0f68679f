// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "schema/source.hpp"

namespace signalbox::schema {

// What is wrong with a schema. Reading goes on after a fault, so that one run shows them all.
class Faults {
 public:
  // Only the first fault of a place counts: what follows there follows from it.
  void add(Position position, std::string message);

  // Adds to the fault that was added last where its other half stands. Does nothing if that is
  // on the same line, where the reader looks anyway.
  void note(Position position, std::string message);

  bool empty() const { return faults_.empty(); }

  // One line a fault, `path:line:column: error: message`, each followed by its notes, in the
  // order of the files and of the text.
  void print(std::ostream& out, const Sources& sources) const;

 private:
  struct Note {
    Position position;
    std::string message;
  };
  struct Fault {
    Position position;
    std::string message;
    std::vector<Note> notes;
  };
  std::vector<Fault> faults_;
  std::set<Position> places_;
  bool last_counts_ = false;
};

// `text` in single quotes, fit for a line of output: control characters and what is not ASCII
// as \xNN, and no longer than 60 characters.
std::string quote(std::string_view text);

}  // namespace signalbox::schema
