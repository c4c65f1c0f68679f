// SPDX-License-Identifier: Apache-2.0
//
// A part for each client: who it is, where it stands, what it was sent, and what to do next. These
// are most of a large page: to a browser that runs scripts they are text, which page.js turns into
// elements once the rest is shown.

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "page/facts.hpp"
#include "page/item_text.hpp"
#include "page/markup.hpp"
#include "page/sections.hpp"

namespace signalbox {
namespace {

void write_about(const ClientFacts& client, Markup& out) {
  out << "<dl><div><dt>Kind<dd>" << client.kind << ", " << client.transport
      << "</div><div><dt>First seen<dd>";
  out.time("first-seen", client.first_seen) << "</div><div><dt>Last seen<dd>";
  out.time("last-seen", client.last_seen) << "</div><div><dt>Sessions<dd>";
  out.number("sessions", client.sessions) << "</div>";
  if (!client.help.empty()) {
    out << "<div><dt>To tell it from others<dd>";
    out.name("help", client.help) << "</div>";
  }
  out << "</dl>";
}

// "opt-out, 2026-11-25 07:15: of this event"
void write_evidence(const Evidence& evidence, Markup& out) {
  out << word_of(evidence.kind);
  if (!evidence.person.empty()) (out << " by ").text(evidence.person);
  (out << ", ").time("evidence-at", evidence.at);
  if (!evidence.reason.empty()) (out << ": ").text(evidence.reason);
}

void write_grounds(const Standing& standing, Markup& out) {
  if (standing.exclusion != Standing::Exclusion::none) {
    out.text(standing.exclusion_reason);
  } else if (standing.decisive) {
    write_evidence(standing.evidence[*standing.decisive], out);
  } else if (!standing.evidence.empty()) {
    out << "only a hint: ";
    write_evidence(standing.evidence.front(), out);
  } else {
    out << "nothing is known but that it had it";
  }
  if (standing.is_dormant) out << " (not seen for long)";
}

void write_standings(const Facts& facts, const ClientFacts& client, Markup& out) {
  out << "<div class=scroll><table><caption>Where it stands</caption><thead><tr><th "
         "scope=col>Event<th "
         "scope=col>What<th scope=col>Version<th scope=col>Need<th scope=col>By "
         "what</thead><tbody>";
  for (const PairFacts& pair : client.pairs) {
    const Item& item = facts.item(pair.item);
    for (const Standing* const each : pair.standings) {
      const NeedText need = text_of(need_of(*each));
      out << "<tr data-item=" << std::to_string(item.id)
          << " data-build=" << std::to_string(each->subject->build) << ">";
      out.name("event", item.name, "th").text_cell(kind_text(item.kind));
      out.name("version", each->subject->version, "td");
      out << "<td class=\"need " << need.word << "\">" << need.word << "</td><td data-t=ground>";
      write_grounds(*each, out);
      out << "</td></tr>";
    }
  }
  out << "</tbody></table></div>";
}

struct CountColumn {
  std::string_view name;  // as in the ledger
  std::string_view heading;
  std::int64_t UseFacts::*count;
};

constexpr CountColumn kCounts[] = {{"due", "Due", &UseFacts::due},
                                   {"delivered", "Delivered", &UseFacts::delivered},
                                   {"filtered", "Filtered", &UseFacts::filtered},
                                   {"muted", "Muted", &UseFacts::muted},
                                   {"failed", "Failed", &UseFacts::failed}};

// A kind of count that no use has is left out.
std::vector<CountColumn> counts_of(const ClientFacts& client) {
  std::vector<CountColumn> counts;
  for (const CountColumn& column : kCounts) {
    const bool has_any = std::any_of(client.uses.begin(), client.uses.end(),
                                     [&](const UseFacts& each) { return each.*column.count != 0; });
    if (has_any) counts.push_back(column);
  }
  return counts;
}

void write_uses(const Facts& facts, const ClientFacts& client, Markup& out) {
  const std::vector<CountColumn> counts = counts_of(client);
  out << "<div class=scroll><table><caption>What it was sent; these numbers are never added "
         "up</caption><thead><tr><th scope=col>Event<th scope=col>Mode<th scope=col>Version<th "
         "scope=col>Machine";
  for (const CountColumn& each : counts) out << "<th scope=col class=count>" << each.heading;
  out << "<th scope=col>First<th scope=col>Last delivered</thead><tbody>";
  for (const UseFacts& use : client.uses) {
    const Item& item = facts.item(use.item);
    out << "<tr data-use=" << std::to_string(use.id) << ">";
    out.name("event", item.name, "th");
    out.text_cell(item.is_default() && use.mode == "explicit" ? "asked back" : use.mode);
    out.name("version", use.version, "td").name("machine", use.machine, "td");
    for (const CountColumn& each : counts) out.count_cell(each.name, use.*each.count);
    out.time_cell("first", use.first).time_cell("last-delivered", use.last_delivered) << "</tr>";
  }
  out << "</tbody></table></div>";
}

// What is to be done next, and for which events: the text is that of the first of them.
struct Step {
  NextStep step;
  std::vector<std::string> events;
};

std::string without(std::string text, const std::string& event) {
  for (std::size_t at = text.find(event); at != std::string::npos; at = text.find(event, at)) {
    text.erase(at, event.size());
  }
  return text;
}

// Steps that differ by their event alone are one.
std::vector<Step> steps_of(const Facts& facts, const ClientFacts& client) {
  std::vector<Step> steps;
  std::map<std::string, std::size_t> places;
  for (const PairFacts& pair : client.pairs) {
    const std::string& event = facts.item(pair.item).name;
    for (const Standing* const each : pair.standings) {
      if (each->next_step.what.empty()) continue;
      const auto [place, is_new] =
          places.try_emplace(without(each->next_step.what, event), steps.size());
      if (is_new) steps.push_back({each->next_step, {}});
      std::vector<std::string>& events = steps[place->second].events;
      if (events.empty() || events.back() != event) events.push_back(event);
    }
  }
  return steps;
}

void write_next_steps(const Facts& facts, const ClientFacts& client, Markup& out) {
  const std::vector<Step> steps = steps_of(facts, client);
  if (steps.empty()) return;
  out << "<ul class=steps>";
  for (const Step& each : steps) {
    out << "<li><b>Next:</b> ";
    out.name("step", each.step.what);
    if (!each.step.command.empty()) out.name("command", each.step.command, "code");
    if (each.events.size() < 2) continue;
    out << "<small>The same for ";
    for (std::size_t i = 1; i < each.events.size(); ++i) {
      out << (i > 1 ? ", " : "");
      out.name("event", each.events[i]);
    }
    out << ".</small>";
  }
  out << "</ul>";
}

void write_client(const Facts& facts, const ClientFacts& client, Markup& out) {
  const std::string id = std::to_string(client.id);
  out << "<section class=client id=c" << id << " data-client=" << id
      << (client.blocks() ? " data-blocks" : "") << "><h3>";
  out.name("client", client.name) << "</h3><noscript>";
  write_about(client, out);
  write_next_steps(facts, client, out);
  if (!client.pairs.empty()) write_standings(facts, client, out);
  if (!client.uses.empty()) write_uses(facts, client, out);
  out << "<p class=up><a href=\"#heat\">Back to all clients</a></p></noscript></section>";
}

}  // namespace

void write_clients(const Facts& facts, Markup& out) {
  out << "<section id=clients><h2>Client by client</h2>";
  for (const ClientFacts& each : facts.clients) write_client(facts, each, out);
  out << "</section>";
}

}  // namespace signalbox
