// SPDX-License-Identifier: Apache-2.0
#include "cli/terminal_guard.hpp"

#include <unistd.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "wire/printable.hpp"

namespace signalbox::cli {
namespace {

// Bold, dim, red, green, cyan, and their end.
constexpr std::string_view kColours[] = {"\033[1m",  "\033[2m",  "\033[31m",
                                         "\033[32m", "\033[36m", "\033[0m"};

// The beginning of the text, if that may be written as it is: a line feed, a tab, a colour.
std::size_t kept_as_it_is(std::string_view text) {
  if (text.front() == '\n' || text.front() == '\t') return 1;
  for (const std::string_view each : kColours) {
    if (text.starts_with(each)) return each.size();
  }
  return 0;
}

// Unbuffered: std::cout flushes at each line feed to a terminal anyway, and std::cerr always.
class Filter final : public std::streambuf {
 public:
  explicit Filter(std::streambuf& below) : below_(below) {}

 protected:
  std::streamsize xsputn(const char* text, std::streamsize count) override {
    // A line that is written anew in its place begins with a write of this alone.
    const std::string_view given(text, static_cast<std::size_t>(count));
    const std::string shown = given == "\r" ? std::string(given) : for_terminal(given);
    const auto size = static_cast<std::streamsize>(shown.size());
    return below_.sputn(shown.data(), size) == size ? count : 0;
  }

  int_type overflow(int_type character) override {
    if (traits_type::eq_int_type(character, traits_type::eof())) return character;
    const char one = traits_type::to_char_type(character);
    return xsputn(&one, 1) == 1 ? character : traits_type::eof();
  }

  int sync() override { return below_.pubsync(); }

 private:
  std::streambuf& below_;
};

}  // namespace

TerminalGuard::TerminalGuard(std::ostream& stream, int fd)
    : stream_(stream),
      before_(stream.rdbuf()),
      filter_(::isatty(fd) == 1 ? std::make_unique<Filter>(*before_) : nullptr) {
  if (filter_ != nullptr) stream_.rdbuf(filter_.get());
}

TerminalGuard::~TerminalGuard() {
  stream_.flush();
  stream_.rdbuf(before_);
}

std::string for_terminal(std::string_view text) {
  std::string shown;
  while (!text.empty()) {
    const std::size_t kept = kept_as_it_is(text);
    const std::size_t length =
        kept > 0 ? kept : std::min(text.find_first_of("\n\t\033", 1), text.size());
    const std::string_view part = text.substr(0, length);
    shown += kept > 0 ? std::string(part) : printable(part);
    text.remove_prefix(length);
  }
  return shown;
}

}  // namespace signalbox::cli
