// SPDX-License-Identifier: Apache-2.0
#include "host/config_text.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <optional>
#include <sstream>
#include <string_view>
#include <system_error>
#include <vector>

#include "host/config.hpp"
#include "host/config_nesting.hpp"
#include "host/descriptor.hpp"
#include "host/trusted_path.hpp"

namespace signalbox {
namespace {

namespace fs = std::filesystem;

// Files that one configuration includes, directly or not.
constexpr std::size_t kMostIncluded = 1000;

[[noreturn]] void refuse(const fs::path& file, const std::string& why) {
  throw ConfigError(file.string() + ": " + why);
}

[[noreturn]] void refuse_with_errno(const fs::path& file) {
  refuse(file, std::generic_category().message(errno));
}

// How many bytes the files that are read together may have.
struct Allowance {
  std::size_t bytes;
  std::string_view of_what;
  std::size_t left = bytes;
};

// The text of a file, read without waiting for other programs: a file that another user has put
// there may be a FIFO without a writer, or have no end.
std::string text_of(const fs::path& file, const Descriptor& opened, Allowance& allowance) {
  std::string text;
  std::vector<char> piece(1 << 16);
  for (;;) {
    const ssize_t count = ::read(opened.fd(), piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) refuse_with_errno(file);
    if (count == 0) return text;
    if (static_cast<std::size_t>(count) > allowance.left) {
      refuse(file, "comes to more than " + std::to_string(allowance.bytes) +
                       " bytes, the most for " + std::string(allowance.of_what) +
                       "; take out what is not needed");
    }
    allowance.left -= static_cast<std::size_t>(count);
    text.append(piece.data(), static_cast<std::size_t>(count));
  }
}

// The mode of an open file.
mode_t mode_of(const fs::path& file, const Descriptor& opened) {
  struct stat about = {};
  if (opened.fd() < 0 || ::fstat(opened.fd(), &about) != 0) refuse_with_errno(file);
  return about.st_mode;
}

// Opening a FIFO so waits for nobody.
constexpr int kToRead = O_RDONLY | O_NONBLOCK | O_CLOEXEC;

std::string text_of(const fs::path& file, Allowance& allowance) {
  const Descriptor opened(::open(file.c_str(), kToRead));
  if (!S_ISREG(mode_of(file, opened)))
    refuse(file, "is not a regular file; write its contents into one");
  return text_of(file, opened, allowance);
}

// The file that a host is started with may be a pipe too, such as a shell's <(…): no machine waits
// for its writer.
std::string text_of_first(const fs::path& file, Allowance& allowance) {
  const Descriptor opened(::open(file.c_str(), kToRead));
  if (!S_ISFIFO(mode_of(file, opened))) return text_of(file, allowance);
  if (::fcntl(opened.fd(), F_SETFL, 0) != 0) refuse_with_errno(file);
  return text_of(file, opened, allowance);
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
// is checked before. `all`: those so far. `depth`: as deep as the parser goes itself.
void check_included(const std::string& text, Allowance& allowance, std::vector<fs::path>& all,
                    int depth = 100) {
  std::istringstream lines(text);
  for (std::string line; depth > 0 && std::getline(lines, line);) {
    const auto directive = directive_of(line);
    const auto file = directive ? included_by(*directive) : std::nullopt;
    if (!file) continue;
    check_trusted(*file);
    all.push_back(*file);
    if (all.size() > kMostIncluded) {
      refuse(*file, "more than " + std::to_string(kMostIncluded) +
                        " files are included; does it include itself?");
    }
    const std::string its = text_of(*file, allowance);
    check_nesting(its, *file);
    check_included(its, allowance, all, depth - 1);
  }
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

ConfigText config_text(const fs::path& file) {
  check_trusted(file);
  Allowance allowance{16 << 20, "a configuration and what it includes"};
  ConfigText config{text_of_first(file, allowance), {}};
  check_included(config.text, allowance, config.included);
  return config;
}

std::string machine_config_text(const fs::path& file) {
  check_trusted(file);
  Allowance allowance{1 << 20, "a file of a machine-dir"};
  std::string text = text_of(file, allowance);
  check_includes_nothing(text, file);
  return text;
}

}  // namespace signalbox
