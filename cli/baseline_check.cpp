// SPDX-License-Identifier: Apache-2.0
#include "cli/baseline_check.hpp"

#include <algorithm>
#include <ostream>
#include <stdexcept>

#include <boost/json/array.hpp>

#include "cli/exit_code.hpp"
#include "cli/ledger_options.hpp"

namespace signalbox::cli {
namespace {

std::set<Pair> baseline_of(const std::string& file,
                           const std::map<std::string, std::string>& former,
                           const std::vector<ItemVerdict>& verdicts) {
  std::set<Pair> pairs;
  try {
    for (Pair pair : read_baseline(text_of_file(file))) {
      const auto renewed = former.find(pair.fingerprint);
      if (renewed != former.end()) pair.fingerprint = renewed->second;
      pairs.insert(std::move(pair));
    }
  } catch (const std::runtime_error& error) {
    throw std::runtime_error("Baseline '" + file + "': " + error.what());
  }
  std::erase_if(pairs, [&](const Pair& pair) {
    const bool is_judged =
        std::any_of(verdicts.begin(), verdicts.end(), [&](const ItemVerdict& each) {
          return each.item->name == pair.item && each.item->kind == pair.kind;
        });
    return !is_judged;
  });
  return pairs;
}

void tell(std::ostream& out, const char* what, const std::vector<Pair>& pairs) {
  for (const Pair& each : pairs) {
    out << what << ": " << each.kind << ' ' << each.item << ", client '" << each.client << "' ("
        << each.fingerprint.substr(0, 8) << ")\n";
  }
}

boost::json::array array_of(const std::vector<Pair>& pairs) {
  boost::json::array list;
  for (const Pair& each : pairs) {
    list.push_back({{"kind", each.kind},
                    {"item", each.item},
                    {"client", each.client},
                    {"fingerprint", each.fingerprint}});
  }
  return list;
}

}  // namespace

BaselineDifference check_baseline(const std::string& file,
                                  const std::map<std::string, std::string>& former,
                                  const std::vector<ItemVerdict>& verdicts) {
  return compare(baseline_of(file, former, verdicts), open_pairs(verdicts));
}

void tell(std::ostream& out, const BaselineDifference& difference) {
  tell(out, "new, not in the baseline", difference.added);
  tell(out, "vanished, in the baseline in vain", difference.vanished);
}

boost::json::object json_of(const BaselineDifference& difference) {
  return {{"added", array_of(difference.added)}, {"vanished", array_of(difference.vanished)}};
}

int baseline_exit_code(const BaselineDifference& difference) {
  if (!difference.added.empty()) return kExitNewPair;
  return difference.vanished.empty() ? kExitPass : kExitVanishedPair;
}

}  // namespace signalbox::cli
