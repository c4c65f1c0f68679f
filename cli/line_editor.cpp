// SPDX-License-Identifier: Apache-2.0
#include "cli/line_editor.hpp"

#include <histedit.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <cwchar>
#include <system_error>
#include <utility>

#include "cli/completion.hpp"
#include "cli/interrupts.hpp"
#include "cli/secrets.hpp"

namespace signalbox::cli {

namespace {

constexpr int remembered_lines = 1000;
constexpr const char* clear_line = "\r\033[K";

LineEditor& owner_of(EditLine* line) {
  void* owner = nullptr;
  el_get(line, EL_CLIENTDATA, &owner);
  return *static_cast<LineEditor*>(owner);
}

std::size_t common_prefix(const std::vector<std::string>& words) {
  std::size_t length = words.front().size();
  for (const std::string& word : words) {
    const auto [here, there] =
        std::mismatch(word.begin(), word.end(), words.front().begin(), words.front().end());
    length = std::min(length, static_cast<std::size_t>(here - word.begin()));
  }
  return length;
}

}  // namespace

struct LineEditor::Terminal {
  EditLine* line = nullptr;
  History* history = nullptr;
  HistEvent event{};
};

LineEditor::LineEditor(std::filesystem::path history, int fd, int interrupts, Callbacks callbacks)
    : terminal_(std::make_unique<Terminal>()),
      history_(std::move(history)),
      fd_(fd),
      interrupts_(interrupts),
      callbacks_(std::move(callbacks)) {
  std::setlocale(LC_CTYPE, "");
  std::error_code ignored;
  std::filesystem::create_directories(history_.parent_path(), ignored);
  terminal_->history = history_init();
  ::history(terminal_->history, &terminal_->event, H_SETSIZE, remembered_lines);
  ::history(terminal_->history, &terminal_->event, H_SETUNIQUE, 1);
  ::history(terminal_->history, &terminal_->event, H_LOAD, history_.c_str());

  EditLine* const line = terminal_->line = el_init("signalbox", stdin, stdout, stderr);
  el_set(line, EL_CLIENTDATA, this);
  el_set(line, EL_EDITOR, "emacs");
  el_set(line, EL_HIST, ::history, terminal_->history);
  const auto prompt_of = [](EditLine* each) {
    return const_cast<char*>(owner_of(each).prompt_.c_str());
  };
  el_set(line, EL_PROMPT, static_cast<char* (*)(EditLine*)>(prompt_of));
  const auto get = [](EditLine* each, wchar_t* character) {
    return owner_of(each).get_character(character);
  };
  el_set(line, EL_GETCFN, static_cast<int (*)(EditLine*, wchar_t*)>(get));
  const auto complete = [](EditLine* each, int) { return owner_of(each).complete(); };
  // The wide one keeps the two texts; el_set() would keep copies that nobody frees.
  el_wset(line, EL_ADDFN, L"complete", L"Completes a word",
          static_cast<unsigned char (*)(EditLine*, int)>(complete));
  el_set(line, EL_BIND, "^I", "complete", nullptr);
  el_set(line, EL_BIND, "^R", "em-inc-search-prev", nullptr);
  el_source(line, nullptr);  // the user's own ~/.editrc
}

LineEditor::~LineEditor() {
  el_end(terminal_->line);
  history_end(terminal_->history);
}

std::optional<std::string> LineEditor::read_line(const std::string& prompt) {
  int count = 0;
  prompt_ = prompt;
  is_cleared_ = false;
  editing_ = true;
  const char* const text = el_gets(terminal_->line, &count);
  editing_ = false;
  if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
  if (is_cleared_) {
    std::fputs("^C\n", stdout);
    return std::string();
  }
  if (text == nullptr || count <= 0) return std::nullopt;
  std::string line(text, static_cast<std::size_t>(count));
  while (line.ends_with('\n')) line.pop_back();
  return line;
}

void LineEditor::remember(const std::string& line) {
  const std::string kept = line_without_secrets(line);
  if (kept.find_first_not_of(' ') == std::string::npos) return;
  ::history(terminal_->history, &terminal_->event, H_ENTER, kept.c_str());
  ::history(terminal_->history, &terminal_->event, H_SAVE, history_.c_str());
}

void LineEditor::print(const std::string& text) {
  std::fputs((editing_ ? clear_line + text : text).c_str(), stdout);
  std::fflush(stdout);
  if (editing_) el_set(terminal_->line, EL_REFRESH);
}

// As libedit wants it: 1 with a character, 0 at the end, -1 with errno.
int LineEditor::get_character(wchar_t* character) {
  std::mbstate_t state{};
  try {
    int interrupt = 0;
    while (wait_for_key(interrupt)) {
      if (interrupt != 0) return end_line(interrupt, character);
      char byte = 0;
      const ssize_t count = read(STDIN_FILENO, &byte, 1);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return static_cast<int>(count);
      const std::size_t length = std::mbrtowc(character, &byte, 1, &state);
      if (length == static_cast<std::size_t>(-2)) continue;  // there is more of it
      if (length != static_cast<std::size_t>(-1)) return 1;
      state = {};
    }
  } catch (...) {
    thrown_ = std::current_exception();
  }
  return 0;
}

// Ends the line that is typed: with ^C it is dropped, with another signal all input has ended.
int LineEditor::end_line(int interrupt, wchar_t* character) {
  if (interrupt != SIGINT) return 0;
  is_cleared_ = true;
  *character = L'\n';
  return 1;
}

// Serves fd_ until a key is pressed or a signal comes. False if neither can be waited for.
bool LineEditor::wait_for_key(int& interrupt) {
  for (;;) {
    pollfd waiting[] = {{STDIN_FILENO, POLLIN, 0}, {fd_, POLLIN, 0}, {interrupts_, POLLIN, 0}};
    if (poll(waiting, 3, -1) < 0) {
      if (errno != EINTR) return false;
      continue;
    }
    interrupt = interrupt_from(interrupts_, waiting[2].revents);
    if (interrupt != 0) return true;
    if (waiting[1].revents != 0) callbacks_.readable();
    if (waiting[0].revents != 0) return true;
  }
}

unsigned char LineEditor::complete() {
  const LineInfo* const info = el_line(terminal_->line);
  const std::string line(info->buffer, info->cursor);
  std::vector<std::string> words;
  try {
    words = callbacks_.complete(line);
  } catch (...) {
    thrown_ = std::current_exception();
    return CC_EOF;
  }
  if (words.empty()) return CC_REFRESH_BEEP;
  const std::size_t begun = last_word(line).size();
  std::string more = words.front().substr(begun, common_prefix(words) - begun);
  if (words.size() == 1 && !words.front().ends_with('=')) more += ' ';
  if (more.empty()) {
    std::string list = "\n";
    for (const std::string& word : words) list += word + "  ";
    std::fputs((list + '\n').c_str(), stdout);
    return CC_REDISPLAY;
  }
  el_insertstr(terminal_->line, more.c_str());
  return CC_REFRESH;
}

}  // namespace signalbox::cli
