// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <ostream>
#include <streambuf>
#include <string>
#include <string_view>

namespace signalbox::cli {

// While it lives, what a stream writes to a terminal is printable (printable.hpp), but for line
// feeds, tabs and the colours of this program: names, texts and errors of a host, a client or a
// file may hold anything. Files and pipes get each byte as it is.
class TerminalGuard {
 public:
  // `stream` writes to the descriptor `fd`, and outlives this.
  TerminalGuard(std::ostream& stream, int fd);
  ~TerminalGuard();
  TerminalGuard(const TerminalGuard&) = delete;
  TerminalGuard& operator=(const TerminalGuard&) = delete;

 private:
  std::ostream& stream_;
  std::streambuf* const before_;
  const std::unique_ptr<std::streambuf> filter_;  // null: no terminal
};

// A text with line feeds and tabs as a terminal may have it.
std::string for_terminal(std::string_view text);

}  // namespace signalbox::cli
