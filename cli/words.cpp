// SPDX-License-Identifier: Apache-2.0
#include "cli/words.hpp"

#include "cli/named_values.hpp"

namespace signalbox::cli {

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  bool inside = false;  // of a word
  char quotation = 0;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char c = line[at];
    if (quotation == 0 && (c == ' ' || c == '\t')) {
      inside = false;
      continue;
    }
    if (!inside) words.emplace_back();
    inside = true;
    if (c == quotation) {
      quotation = 0;
    } else if (quotation == 0 && (c == '\'' || c == '"')) {
      quotation = c;
    } else if (c == '\\' && quotation != '\'' && at + 1 < line.size()) {
      words.back() += line[++at];
    } else {
      words.back() += c;
    }
  }
  if (quotation != 0) throw BadWord(std::string("a quotation with ") + quotation + " does not end");
  return words;
}

}  // namespace signalbox::cli
