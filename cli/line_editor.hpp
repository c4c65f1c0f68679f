// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox::cli {

// Lines from a terminal, with editing, history and completion (libedit), while something else may
// have to be printed.
class LineEditor {
 public:
  struct Callbacks {
    // What the last word of the line up to the cursor may become.
    std::function<std::vector<std::string>(std::string_view line)> complete;
    // Called whenever `fd` can be read. May use print().
    std::function<void()> readable;
  };

  // `history` is read now; its directory is made. `fd` and `interrupts`, of an Interrupts, are
  // descriptors of the caller's that outlive this.
  LineEditor(std::filesystem::path history, int fd, int interrupts, Callbacks callbacks);

  ~LineEditor();
  LineEditor(const LineEditor&) = delete;
  LineEditor& operator=(const LineEditor&) = delete;

  // The next line, without its end; nothing at the end of the input, and on SIGTERM and SIGHUP.
  // SIGINT (^C) clears what is typed, and gives an empty line. Throws what a callback threw.
  std::optional<std::string> read_line(const std::string& prompt);

  // Returns whether the last line was cleared by SIGINT.
  bool is_cleared() const { return is_cleared_; }

  // Adds a line, without its secrets, to the history and its file. Where the file cannot be written
  // the line is known until the end of this process.
  void remember(const std::string& line);

  // Prints lines above the one that is being edited.
  void print(const std::string& text);

 private:
  struct Terminal;

  int get_character(wchar_t* character);
  int end_line(int interrupt, wchar_t* character);
  bool wait_for_key(int& interrupt);
  unsigned char complete();

  std::unique_ptr<Terminal> terminal_;
  std::string prompt_;
  const std::filesystem::path history_;
  const int fd_;
  const int interrupts_;
  const Callbacks callbacks_;
  bool editing_ = false;
  bool is_cleared_ = false;
  std::exception_ptr thrown_;  // on its way through C
};

}  // namespace signalbox::cli
