// SPDX-License-Identifier: Apache-2.0
#include "host/config_text.hpp"

#include <cerrno>
#include <cstddef>
#include <fstream>
#include <optional>
#include <sstream>
#include <string_view>
#include <system_error>

#include "host/config.hpp"
#include "host/config_nesting.hpp"
#include "host/trusted_path.hpp"

namespace signalbox {
namespace {

namespace fs = std::filesystem;

// Files that one configuration includes, directly or not.
constexpr std::size_t kMostIncluded = 1000;

[[noreturn]] void refuse(const fs::path& file, const std::string& why) {
  throw ConfigError(file.string() + ": " + why);
}

std::string text_of(const fs::path& file) {
  std::ifstream stream(file);
  stream.peek();  // a directory can be opened, but not read
  if (!stream.is_open() || stream.bad()) {
    throw ConfigError(file.string() + ": " + std::generic_category().message(errno));
  }
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

// The rest of a line that is a directive of the format, such as `#include "FILE"`.
std::optional<std::string_view> directive_of(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t\v\f\r");
  if (begin == std::string_view::npos || line[begin] != '#') return std::nullopt;
  return line.substr(begin + 1);
}

// The file that an `#include "FILE"` names; nothing for anything else, which the parser refuses.
std::optional<fs::path> included_by(std::string_view directive) {
  constexpr std::string_view kInclude = "include";
  const std::size_t open = directive.find('"');
  const std::size_t close = directive.rfind('"');
  if (!directive.starts_with(kInclude) || open == close) return std::nullopt;
  return fs::path(directive.substr(open + 1, close - open - 1));
}

void check_trusted(const fs::path& file) {
  const std::string why = untrusted_because(file);
  if (!why.empty()) refuse(file, why);
}

// The parser opens the files that `text` includes, by their paths from the current directory. Each
// is checked before. `count`: of those so far. `depth`: as deep as the parser goes itself.
void check_included(const std::string& text, std::size_t& count, int depth = 100) {
  std::istringstream lines(text);
  for (std::string line; depth > 0 && std::getline(lines, line);) {
    const auto directive = directive_of(line);
    const auto file = directive ? included_by(*directive) : std::nullopt;
    if (!file) continue;
    check_trusted(*file);
    if (++count > kMostIncluded) {
      refuse(*file, "more than " + std::to_string(kMostIncluded) +
                        " files are included; does it include itself?");
    }
    const std::string its = text_of(*file);
    check_nesting(its, *file);
    check_included(its, count, depth - 1);
  }
}

// A FIFO or a device may let its reader wait for ever, or never end. A file of a machine-dir is
// read while other machines are served.
void check_regular(const fs::path& file) {
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  if (!fs::exists(status) || fs::is_regular_file(status)) return;
  refuse(file, "is not a regular file; write its contents into one");
}

// A file of a machine-dir is for one machine, and other programs write it: it has no say in which
// other files are read.
void check_includes_nothing(const std::string& text, const fs::path& file) {
  std::istringstream lines(text);
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (!directive_of(line)) continue;
    refuse(file.string() + ":" + std::to_string(number),
           "a file of a machine-dir includes no other; write its contents here");
  }
}

}  // namespace

std::string config_text(const fs::path& file) {
  check_trusted(file);
  std::string text = text_of(file);
  std::size_t included = 0;
  check_included(text, included);
  return text;
}

std::string machine_config_text(const fs::path& file) {
  check_trusted(file);
  check_regular(file);
  std::string text = text_of(file);
  check_includes_nothing(text, file);
  return text;
}

}  // namespace signalbox
