// SPDX-License-Identifier: Apache-2.0
#include "host/config_nesting.hpp"

#include <algorithm>
#include <cstddef>
#include <sstream>
#include <string_view>

#include "host/config.hpp"

namespace signalbox {
namespace {

// More than a plugin's block may have; see host/tree_json.cpp.
constexpr std::size_t kMostNested = 100;

constexpr std::string_view kSpaces = " \t\v\f\r";

// The rest of a line behind the quoted key or value that it begins with.
std::string_view behind_string(std::string_view line) {
  std::size_t end = 1;
  while (end < line.size() && line[end] != '"') end += line[end] == '\\' ? 2 : 1;
  return line.substr(std::min(end + 1, line.size()));
}

std::string_view behind_word(std::string_view line) {
  return line.substr(std::min(line.find_first_of(" \t\v\f\r;"), line.size()));
}

std::string_view behind_spaces(std::string_view line) {
  return line.substr(std::min(line.find_first_not_of(kSpaces), line.size()));
}

// The blocks that are open. As in the parser, a brace counts where a key or a value could begin.
class Nesting {
 public:
  // Returns whether there are never too many.
  bool take(std::string_view line) {
    line = behind_spaces(line);
    if (line.starts_with('#')) return true;
    for (; !line.empty() && line.front() != ';'; line = behind_spaces(line)) {
      const char first = line.front();
      if (first == '{' && ++depth_ > kMostNested) return false;
      if (first == '}' && depth_ > 0) --depth_;
      if (first == '{' || first == '}') {
        line.remove_prefix(1);
      } else {
        line = first == '"' ? behind_string(line) : behind_word(line);
      }
    }
    return true;
  }

 private:
  std::size_t depth_ = 0;
};

}  // namespace

void check_nesting(const std::string& text, const std::filesystem::path& file) {
  std::istringstream lines(text);
  Nesting nesting;
  std::size_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (nesting.take(line)) continue;
    throw ConfigError(file.string() + ":" + std::to_string(number) + ": more than " +
                      std::to_string(kMostNested) + " blocks are open; close some");
  }
}

}  // namespace signalbox
