// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "compat/verdict.hpp"

namespace signalbox {

// A client that stands in the way of an item.
struct Pair {
  std::string item;         // "BLOCK_IO_ERROR"
  std::string kind;         // "default-connection"
  std::string client;       // for a reader
  std::string fingerprint;  // for comparing

  auto key() const { return std::tie(item, kind, fingerprint); }
  bool operator<(const Pair& other) const { return key() < other.key(); }
  bool operator==(const Pair& other) const { return key() == other.key(); }
};

// Every client with a build whose standing is neither safe nor excluded.
std::set<Pair> open_pairs(const std::vector<ItemVerdict>& verdicts);

// Lines to be kept under version control: "KIND ITEM FINGERPRINT CLIENT", sorted, below comments.
std::string baseline_text(const std::set<Pair>& pairs);

// Throws std::runtime_error, which says the line.
std::set<Pair> read_baseline(std::string_view text);

struct BaselineDifference {
  std::vector<Pair> added;     // in the way now, and not in the baseline
  std::vector<Pair> vanished;  // in the baseline, and in the way no more: it may be shortened
};

BaselineDifference compare(const std::set<Pair>& baseline, const std::set<Pair>& now);

}  // namespace signalbox
