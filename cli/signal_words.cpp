// SPDX-License-Identifier: Apache-2.0
#include "cli/signal_words.hpp"

#include "cli/named_values.hpp"

namespace signalbox::cli {

std::vector<WantedSignal> wanted_signals(const std::vector<std::string>& words) {
  std::vector<WantedSignal> wanted;
  for (const std::string& word : words) {
    if (!is_named_value(word)) {
      wanted.push_back({word, {}});
    } else if (wanted.empty()) {
      throw BadWord("'" + word + "' stands before the signal that it is for");
    } else {
      wanted.back().arguments.push_back(word);
    }
  }
  return wanted;
}

}  // namespace signalbox::cli
