// SPDX-License-Identifier: Apache-2.0
#include "host/nearest_key.hpp"

#include <algorithm>
#include <cassert>
#include <numeric>

namespace signalbox {
namespace {

// No key is longer; the distance takes time for each byte.
constexpr std::size_t kMostCompared = 64;

// Levenshtein's distance, one row of his table at a time.
std::size_t distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t replaced = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string_view nearest_key(std::string_view word, const std::vector<std::string_view>& known) {
  assert(!known.empty());
  word = word.substr(0, kMostCompared);
  return *std::min_element(known.begin(), known.end(), [&](auto one, auto other) {
    return distance(word, one) < distance(word, other);
  });
}

}  // namespace signalbox
