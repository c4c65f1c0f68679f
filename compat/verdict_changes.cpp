// SPDX-License-Identifier: Apache-2.0
#include "compat/verdict_changes.hpp"

#include <map>
#include <string>
#include <utility>

#include "compat/baseline.hpp"

namespace signalbox {
namespace {

using Verdicts = std::map<std::pair<std::string, std::string>, std::string>;

Verdicts by_item(const std::vector<ItemVerdict>& verdicts) {
  Verdicts all;
  for (const ItemVerdict& each : verdicts) {
    all[{each.item->name, each.item->kind}] = word_of(each.verdict);
  }
  return all;
}

Cell found(const Verdicts& verdicts, const Verdicts::key_type& key) {
  const auto entry = verdicts.find(key);
  if (entry == verdicts.end()) return {};
  return entry->second;
}

void add_pairs(Table& table, const std::vector<Pair>& pairs, bool is_new) {
  const std::string in_the_way = "in the way";
  for (const Pair& each : pairs) {
    table.rows.push_back({each.item, each.kind, each.client, is_new ? Cell() : Cell(in_the_way),
                          is_new ? Cell(in_the_way) : Cell()});
  }
}

}  // namespace

Table changes_between(const std::vector<ItemVerdict>& before,
                      const std::vector<ItemVerdict>& after) {
  Table table{
      "changes", {{"item"}, {"kind"}, {"client", false, true}, {"before"}, {"after"}}, {}, {}};
  const Verdicts old_verdicts = by_item(before);
  const Verdicts new_verdicts = by_item(after);
  Verdicts all = old_verdicts;
  all.insert(new_verdicts.begin(), new_verdicts.end());
  for (const auto& [key, verdict] : all) {
    const Cell was = found(old_verdicts, key);
    const Cell is = found(new_verdicts, key);
    if (was != is) table.rows.push_back({key.first, key.second, Cell(), was, is});
  }
  const BaselineDifference pairs = compare(open_pairs(before), open_pairs(after));
  add_pairs(table, pairs.added, /*is_new=*/true);
  add_pairs(table, pairs.vanished, /*is_new=*/false);
  if (table.rows.empty()) table.notes.emplace_back("Nothing has changed.");
  return table;
}

}  // namespace signalbox
