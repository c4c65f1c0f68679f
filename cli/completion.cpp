// SPDX-License-Identifier: Apache-2.0
#include "cli/completion.hpp"

#include <algorithm>
#include <cctype>

namespace signalbox::cli {

namespace {

std::vector<std::string> parted(std::string_view line) {
  std::vector<std::string> words;
  for (std::size_t at = line.find_first_not_of(' '); at != std::string_view::npos;) {
    const std::size_t end = std::min(line.find(' ', at), line.size());
    words.emplace_back(line.substr(at, end - at));
    at = line.find_first_not_of(' ', end);
  }
  return words;
}

// All NAME=VALUE that the argument may be where its values are known.
std::vector<std::string> values_of(const ArgumentForm& form) {
  std::vector<std::string> words;
  for (const std::string& value : form.values) words.push_back(form.name + '=' + value);
  if (form.type == "boolean") words = {form.name + "=false", form.name + "=true"};
  return words;
}

}  // namespace

bool can_be_offered(std::string_view word) {
  return std::all_of(word.begin(), word.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 ||
           std::string_view("-._=+:").find(char(c)) != std::string_view::npos;
  });
}

std::string_view last_word(std::string_view line) {
  const std::size_t space = line.rfind(' ');
  return space == std::string_view::npos ? line : line.substr(space + 1);
}

std::vector<std::string> completions(std::string_view line,
                                     const std::vector<std::string>& commands,
                                     const HostSchema& schema) {
  const std::string_view begun = last_word(line);
  std::vector<std::string> given = parted(line);
  if (!begun.empty()) given.pop_back();
  std::vector<std::string> words;
  if (given.empty()) {
    words = commands;
  } else {
    for (const ArgumentForm& form :
         schema.arguments_of(given.front()).value_or(std::vector<ArgumentForm>())) {
      const std::string name = form.name + '=';
      const bool is_there = std::any_of(given.begin(), given.end(), [&](const std::string& word) {
        return word.starts_with(name);
      });
      if (is_there) continue;
      if (!begun.starts_with(name)) {
        words.push_back(name);
        continue;
      }
      for (std::string& word : values_of(form)) words.push_back(std::move(word));
    }
  }
  std::erase_if(words, [&](const std::string& word) {
    return !word.starts_with(begun) || !can_be_offered(word);
  });
  std::sort(words.begin(), words.end());
  return words;
}

}  // namespace signalbox::cli
