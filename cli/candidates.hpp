// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace signalbox::cli {

class Command;

// What a shell may put in the place of a word, and what it means.
struct Candidate {
  std::string word;  // ends in '=' where a value follows
  std::string meaning;
};

// What the last of `words` may become; it may be begun, or empty. They follow the program's name.
// Subcommands, options and their values come from `program`; commands, signals and their arguments
// from the host whose socket stands among the words, if there is one. Candidates have the order in
// which a shell shows them. Where there are none, a shell offers files.
std::vector<Candidate> candidates(Command program, const std::vector<std::string>& words);

// For the files in packaging/completion: prints them, one a line, word and meaning parted by a tab.
// Ends the process when a host does not answer soon. Returns an exit code.
int print_candidates(Command program, const std::vector<std::string>& words);

}  // namespace signalbox::cli
