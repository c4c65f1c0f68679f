// SPDX-License-Identifier: Apache-2.0
#include "compat/baseline.hpp"

#include <algorithm>
#include <iterator>
#include <sstream>
#include <stdexcept>

#include "wire/printable.hpp"

namespace signalbox {
namespace {

constexpr std::size_t kFingerprintDigits = 64;

}  // namespace

std::set<Pair> open_pairs(const std::vector<ItemVerdict>& verdicts) {
  std::set<Pair> pairs;
  for (const ItemVerdict& verdict : verdicts) {
    for (const Standing& each : verdict.standings) {
      if (each.exclusion != Standing::Exclusion::none) continue;
      if (each.verdict >= Verdict::safe_by_decision) continue;
      pairs.insert(
          {verdict.item->name, verdict.item->kind, each.subject->name, each.subject->fingerprint});
    }
  }
  return pairs;
}

std::string baseline_text(const std::set<Pair>& pairs) {
  std::string text =
      "# Clients that may still stand in the way of an item; see docs/verdicts.md. Made by\n"
      "# 'signalbox ledger baseline write'. One line each: kind, item, fingerprint, client.\n";
  for (const Pair& each : pairs) {
    text +=
        each.kind + " " + each.item + " " + each.fingerprint + " " + printable(each.client) + "\n";
  }
  return text;
}

std::set<Pair> read_baseline(std::string_view text) {
  std::set<Pair> pairs;
  std::istringstream lines{std::string(text)};
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream words(line);
    Pair pair;
    words >> pair.kind >> pair.item >> pair.fingerprint;
    std::getline(words >> std::ws, pair.client);
    if (pair.fingerprint.size() != kFingerprintDigits || pair.client.empty()) {
      throw std::runtime_error("line " + std::to_string(number) +
                               " is not 'KIND ITEM FINGERPRINT CLIENT'");
    }
    pairs.insert(std::move(pair));
  }
  return pairs;
}

BaselineDifference compare(const std::set<Pair>& baseline, const std::set<Pair>& now) {
  BaselineDifference difference;
  std::set_difference(now.begin(), now.end(), baseline.begin(), baseline.end(),
                      std::back_inserter(difference.added));
  std::set_difference(baseline.begin(), baseline.end(), now.begin(), now.end(),
                      std::back_inserter(difference.vanished));
  return difference;
}

}  // namespace signalbox
