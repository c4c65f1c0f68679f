// SPDX-License-Identifier: Apache-2.0
#include "compat/shrink.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>
#include <optional>
#include <string_view>
#include <utility>

namespace signalbox {

namespace {

using Parts = std::vector<std::size_t>;

// Parts `begin` to `end` of a list, or all others.
Parts inside(const Parts& parts, std::size_t begin, std::size_t end) {
  return Parts(std::next(parts.begin(), static_cast<std::ptrdiff_t>(begin)),
               std::next(parts.begin(), static_cast<std::ptrdiff_t>(end)));
}

Parts outside(const Parts& parts, std::size_t begin, std::size_t end) {
  Parts others = inside(parts, 0, begin);
  const Parts behind = inside(parts, end, parts.size());
  others.insert(others.end(), behind.begin(), behind.end());
  return others;
}

class Shrinker {
 public:
  // `kinds`: for each part, the first one that is equal to it.
  Shrinker(Parts kinds, const StillFails& still_fails, std::size_t max_tries)
      : kinds_(std::move(kinds)), still_fails_(still_fails), max_tries_(max_tries) {}

  Shrunk run() {
    Parts parts(kinds_.size());
    std::iota(parts.begin(), parts.end(), std::size_t{0});
    if (!fails(parts)) return {parts, tries_, false, false};
    std::size_t pieces = 2;
    while (parts.size() >= 2 && !is_exhausted_) {
      pieces = std::min(pieces, parts.size());
      if (std::optional<Parts> one = failing(parts, pieces, inside)) {
        parts = *std::move(one);
        pieces = 2;
      } else if (std::optional<Parts> rest = failing(parts, pieces, outside)) {
        parts = *std::move(rest);
        pieces = std::max<std::size_t>(pieces - 1, 2);
      } else if (pieces == parts.size()) {
        break;
      } else {
        pieces *= 2;
      }
    }
    return {parts, tries_, true, !is_exhausted_};
  }

 private:
  // The first of the pieces, or of what is left without one, that fails.
  template <typename Cut>
  std::optional<Parts> failing(const Parts& parts, std::size_t pieces, const Cut& cut) {
    for (std::size_t i = 0; i < pieces && !is_exhausted_; ++i) {
      Parts candidate = cut(parts, parts.size() * i / pieces, parts.size() * (i + 1) / pieces);
      if (candidate.size() < parts.size() && fails(candidate)) return candidate;
    }
    return std::nullopt;
  }

  bool fails(const Parts& parts) {
    Parts kinds(parts.size());
    std::transform(parts.begin(), parts.end(), kinds.begin(),
                   [this](std::size_t part) { return kinds_[part]; });
    const auto known = known_.find(kinds);
    if (known != known_.end()) return known->second;
    if (tries_ == max_tries_) {
      is_exhausted_ = true;
      return false;
    }
    ++tries_;
    return known_[std::move(kinds)] = still_fails_(parts);
  }

  const Parts kinds_;
  const StillFails& still_fails_;
  const std::size_t max_tries_;
  std::size_t tries_ = 0;
  bool is_exhausted_ = false;
  std::map<Parts, bool> known_;  // by kinds
};

}  // namespace

Shrunk shrink(std::size_t count, const StillFails& still_fails, std::size_t max_tries) {
  Parts kinds(count);
  std::iota(kinds.begin(), kinds.end(), std::size_t{0});
  return Shrinker(std::move(kinds), still_fails, max_tries).run();
}

Shrunk shrink(const std::vector<std::string>& parts, const StillFails& still_fails,
              std::size_t max_tries) {
  std::map<std::string_view, std::size_t> first;
  Parts kinds;
  for (const std::string& each : parts)
    kinds.push_back(first.emplace(each, kinds.size()).first->second);
  return Shrinker(std::move(kinds), still_fails, max_tries).run();
}

}  // namespace signalbox
