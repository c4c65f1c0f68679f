// SPDX-License-Identifier: Apache-2.0
//
// How far each item has come on its way out.

#include <algorithm>
#include <string_view>
#include <vector>

#include "compat/utc.hpp"
#include "page/axis.hpp"
#include "page/facts.hpp"
#include "page/item_text.hpp"
#include "page/markup.hpp"
#include "page/sections.hpp"

namespace signalbox {
namespace {

constexpr double kRow = 30;
constexpr double kBar = 20;
constexpr double kRoomForLetter = 6.5;  // of a stage's name inside its bar

// From one change of stage to the next, in days.
struct Stay {
  std::string_view stage;
  double from;
  double to;
};

double day_of(std::int64_t seconds) {
  return static_cast<double>(seconds) / static_cast<double>(kSecondsPerDay);
}

std::vector<Stay> stays_of(const Facts& facts, std::int64_t item) {
  const auto first = static_cast<double>(facts.first_day);
  std::vector<Stay> stays = {{"active", first, first}};
  for (const StageFacts& each : facts.stages) {
    if (each.item != item) continue;
    if (stays.size() == 1 && stays[0].from == stays[0].to) stays[0].stage = each.from;
    stays.back().to = std::max(first, day_of(each.at));
    stays.push_back({each.to, stays.back().to, 0});
  }
  stays.back().to = day_of(facts.now);
  return stays;
}

void draw_stay(const Stay& stay, double top, const DayAxis& axis, Markup& out) {
  const double left = axis.x(stay.from);
  const double width = axis.x(stay.to) - left;
  if (width <= 0) return;
  out << "<rect class=g-" << stay.stage << " x=" << coordinate(left) << " y=" << coordinate(top)
      << " width=" << coordinate(width) << " height=" << coordinate(kBar) << " />";
  if (width < kRoomForLetter * static_cast<double>(stay.stage.size() + 1)) return;
  out << "<text class=\"in g-" << stay.stage << "-text\" x=" << coordinate(left + 5)
      << " y=" << coordinate(top + 14) << ">" << stay.stage << "</text>";
}

void draw(const Facts& facts, const std::vector<const Item*>& moved, Markup& out) {
  const DayAxis axis(facts.first_day, facts.last_day);
  const double bottom = kRow * static_cast<double>(moved.size());
  out << "<div class=scroll><svg class=chart viewBox=\"0 0 1000 " << coordinate(bottom + 22)
      << "\" role=img aria-label=\"Stages by day; the table below has each change\">";
  axis.draw(out, 0, bottom);
  double top = 5;
  for (const Item* const item : moved) {
    out << "<text class=label x=0 y=" << coordinate(top + 9) << " data-t=event>";
    out.text(item->name) << "</text><text class=\"label minor\" x=0 y=" << coordinate(top + 21)
                         << ">" << kind_text(item->kind) << "</text>";
    for (const Stay& each : stays_of(facts, item->id)) draw_stay(each, top, axis, out);
    top += kRow;
  }
  out << "</svg></div>";
}

void write_table(const Facts& facts, Markup& out) {
  out << "<details><summary>The same as a table</summary><div class=scroll><table><caption>Changes "
         "of "
         "stage</caption><thead><tr><th>When<th>Event<th>What<th>From<th>To<th>By<th>Verdict then"
         "<th>Forced</thead><tbody>";
  for (const StageFacts& each : facts.stages) {
    const Item& item = facts.item(each.item);
    out << "<tr data-change=" << std::to_string(each.id) << ">";
    out.time_cell("at", each.at).name("event", item.name, "th");
    out.text_cell(kind_text(item.kind)).text_cell(each.from).text_cell(each.to);
    out.name("person", each.person, "td").text_cell(each.verdict);
    out.text_cell(each.forced ? "yes" : "no") << "</tr>";
  }
  out << "</tbody></table></div></details>";
}

}  // namespace

void write_stages(const Facts& facts, Markup& out) {
  out << "<section id=stages><h2>Stages</h2>";
  std::vector<const Item*> moved;
  for (const ItemVerdict& verdict : facts.verdicts) {
    const Item* const item = verdict.item;
    const bool has_moved = std::any_of(facts.stages.begin(), facts.stages.end(),
                                       [&](const auto& each) { return each.item == item->id; });
    if (has_moved) moved.push_back(item);
  }
  if (moved.empty()) {
    out << "<p>Everything is in the stage <b>active</b>; nothing has been moved yet.</p></section>";
    return;
  }
  out << "<p>Each item goes from active to announced, warned, brownout, hidden and removed. What "
         "is not "
         "listed has always been active.</p>";
  draw(facts, moved, out);
  write_table(facts, out);
  out << "</section>";
}

}  // namespace signalbox
