// SPDX-License-Identifier: Apache-2.0
//
// Client by event: where each stands, and how much it was sent. The map is the table itself.

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "page/facts.hpp"
#include "page/markup.hpp"
#include "page/need_legend.hpp"
#include "page/sections.hpp"

namespace signalbox {
namespace {

// What one client's items of one event come to.
struct Square {
  Need need = Need::none;
  std::int64_t delivered = 0;
};

std::vector<std::string> events_of(const Facts& facts) {
  std::vector<std::string> events;
  for (const ItemVerdict& each : facts.verdicts) {
    if (events.empty() || events.back() != each.item->name) events.push_back(each.item->name);
  }
  return events;
}

std::map<std::string, Square> squares_of(const Facts& facts, const ClientFacts& client) {
  std::map<std::string, Square> squares;
  for (const PairFacts& each : client.pairs) {
    Square& square = squares[facts.item(each.item).name];
    square.need = std::max(square.need, each.need);
  }
  for (const UseFacts& each : client.uses) {
    squares[facts.item(each.item).name].delivered += each.delivered;
  }
  return squares;
}

// Four shades, a decade of events each.
char shade_of(std::int64_t delivered) {
  if (delivered >= 1000) return '3';
  if (delivered >= 100) return '2';
  return delivered >= 10 ? '1' : '0';
}

void write_row(const Facts& facts, const ClientFacts& client,
               const std::vector<std::string>& events, Markup& out) {
  const std::string id = std::to_string(client.id);
  out << "<tr data-client=" << id << (client.blocks() ? " data-blocks" : "")
      << "><th scope=row><a href=\"#c" << id << "\">";
  out.name("client", client.name) << "</a></th>";
  const std::map<std::string, Square> squares = squares_of(facts, client);
  for (const std::string& event : events) {
    const auto found = squares.find(event);
    if (found == squares.end()) {
      out << "<td></td>";
      continue;
    }
    const NeedText text = text_of(found->second.need);
    out << "<td class=\"" << text.word << " s" << std::string(1, shade_of(found->second.delivered))
        << "\" data-n=delivered><b>" << text.letter << "</b>" << grouped(found->second.delivered)
        << "</td>";
  }
  out << "</tr>";
}

}  // namespace

void write_heat_map(const Facts& facts, Markup& out) {
  const std::vector<std::string> events = events_of(facts);
  out << "<section id=heat><h2>Clients by event</h2><p>The letter says where a client stands, the "
         "number "
         "how many events its socket took; the darker, the more. That it was sent an event does "
         "not mean "
         "that it needs it.</p>";
  write_need_legend(out);
  out << "<form class=find hidden><label>Find a client <input "
         "type=search></label><label><input type=checkbox> only those in the way</label><output "
         "aria-live=polite></output></form>";
  out << "<div class=\"scroll tall\" tabindex=0 role=region aria-label=\"Clients by event\"><table "
         "class=heat><thead><tr><th scope=col>Client";
  for (const std::string& each : events) {
    out << "<th scope=col data-event=\"";
    out.text(each) << "\">";
    out.name("event", each);
  }
  out << "</thead><tbody>";
  for (const ClientFacts& each : facts.clients) write_row(facts, each, events, out);
  out << "</tbody></table></div></section>";
}

}  // namespace signalbox
