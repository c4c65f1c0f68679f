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

  // `history` is read now and written at the end; its directory is made.
  LineEditor(std::string prompt, std::filesystem::path history, int fd, Callbacks callbacks);

  ~LineEditor();
  LineEditor(const LineEditor&) = delete;
  LineEditor& operator=(const LineEditor&) = delete;

  // The next line, without its end; nothing at the end of the input. Throws what a callback threw.
  std::optional<std::string> read_line();

  // Prints lines above the one that is being edited.
  void print(const std::string& text);

 private:
  struct Terminal;

  int get_character(wchar_t* character);
  bool wait_for_key();
  unsigned char complete();

  std::unique_ptr<Terminal> terminal_;
  const std::string prompt_;
  const std::filesystem::path history_;
  const int fd_;
  const Callbacks callbacks_;
  bool editing_ = false;
  std::exception_ptr thrown_;  // on its way through C
};

}  // namespace signalbox::cli
