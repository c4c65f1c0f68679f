// SPDX-License-Identifier: Apache-2.0
//
// Whether each item can go, and on what grounds.

#include <algorithm>
#include <array>
#include <string>

#include "page/facts.hpp"
#include "page/item_text.hpp"
#include "page/markup.hpp"
#include "page/sections.hpp"

namespace signalbox {
namespace {

// Clients of an item, by Need.
std::array<std::int64_t, 5> clients_of(const Facts& facts, std::int64_t item) {
  std::array<std::int64_t, 5> counts{};
  for (const ClientFacts& client : facts.clients) {
    for (const PairFacts& pair : client.pairs) {
      if (pair.item == item) ++counts[static_cast<std::size_t>(pair.need)];
    }
  }
  return counts;
}

// `items`: how many there are of the event, if this is the first of them; else 0.
void write_row(const Facts& facts, const ItemVerdict& verdict, std::int64_t items, Markup& out) {
  const Item& item = *verdict.item;
  out << "<tr data-item=" << std::to_string(item.id) << ">";
  if (items > 0) {
    out << "<th scope=rowgroup rowspan=" << std::to_string(items) << ">";
    out.name("event", item.name) << "</th>";
  }
  out.text_cell(kind_text(item.kind));
  out << "<td><span class=\"badge " << stored_word_of(verdict.verdict) << "\">"
      << word_of(verdict.verdict) << "</span></td>";
  out.text_cell(item.stage);
  out.count_cell("emitted", facts.emissions.at(item.id));
  const std::array<std::int64_t, 5> clients = clients_of(facts, item.id);
  for (const Need each : kNeeds) {
    out.count_cell(std::string(text_of(each).word) + "-clients",
                   clients[static_cast<std::size_t>(each)]);
  }
  out << "<td class=rests><ul>";
  for (const std::string& each : verdict.rests_on) out.name("ground", each, "li");
  out << "</ul></td></tr>";
}

std::int64_t items_of(const Facts& facts, std::string_view event) {
  return std::count_if(facts.verdicts.begin(), facts.verdicts.end(),
                       [event](const ItemVerdict& each) { return each.item->name == event; });
}

}  // namespace

void write_verdicts(const Facts& facts, Markup& out) {
  out << "<section id=verdicts><h2>Verdicts</h2><p>Each legacy event is two items: the default "
         "connection that clients get without asking, and the event itself. To remove an event, "
         "both "
         "must be safe.</p><div class=scroll><table><thead><tr><th scope=col>Event<th "
         "scope=col>What<th scope=col>Verdict<th scope=col>Stage<th scope=col class=count>Emitted";
  for (const Need each : kNeeds)
    out << "<th scope=col class=count>Clients<br>" << text_of(each).word;
  out << "<th scope=col>What the verdict rests on</thead><tbody>";
  std::string_view event;
  for (const ItemVerdict& each : facts.verdicts) {
    const std::int64_t items = each.item->name == event ? 0 : items_of(facts, each.item->name);
    event = each.item->name;
    write_row(facts, each, items, out);
  }
  out << "</tbody></table></div></section>";
}

}  // namespace signalbox
