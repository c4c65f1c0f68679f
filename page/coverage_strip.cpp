// SPDX-License-Identifier: Apache-2.0
//
// When the ledger was watching: a strip for each machine, and behind it a table of its stretches.

#include <vector>

#include "page/axis.hpp"
#include "page/facts.hpp"
#include "page/markup.hpp"
#include "page/sections.hpp"

namespace signalbox {
namespace {

constexpr double kRow = 26;
constexpr double kBar = 16;
constexpr std::int64_t kWholeDay = 86'400 * 95 / 100;  // restarts of a host take their seconds

enum class Kind { watched, partly, degraded, gap, unwatched };

struct KindText {
  const char* name;  // of its class, too
  const char* meaning;
};

KindText text_of(Kind kind) {
  switch (kind) {
    case Kind::watched: return {"watched", "for nearly all of the day"};
    case Kind::partly: return {"partly", "for less of it"};
    case Kind::degraded: return {"degraded", "some counts were in memory alone"};
    case Kind::gap: return {"gap", "the machine ran on while nobody watched it"};
    case Kind::unwatched: break;
  }
  return {"unwatched", "no host was there"};
}

Kind kind_of(const CoverageDay& day) {
  if (day.gaps > 0) return Kind::gap;
  if (day.watched == 0) return Kind::unwatched;
  if (day.degraded > 0) return Kind::degraded;
  return day.watched >= kWholeDay ? Kind::watched : Kind::partly;
}

// Days in a row that are of one kind.
struct Stretch {
  Kind kind;
  std::int64_t first;
  std::int64_t last;
  std::int64_t watched;
  std::int64_t degraded;
};

std::vector<Stretch> stretches_of(const std::vector<CoverageDay>& days, std::int64_t first_day) {
  std::vector<Stretch> all;
  for (std::size_t i = 0; i < days.size(); ++i) {
    const Kind kind = kind_of(days[i]);
    const std::int64_t day = first_day + static_cast<std::int64_t>(i);
    if (all.empty() || all.back().kind != kind) all.push_back({kind, day, day, 0, 0});
    all.back().last = day;
    all.back().watched += days[i].watched;
    all.back().degraded += days[i].degraded;
  }
  return all;
}

void draw_strip(const Facts& facts, const MachineFacts& machine, double top, const DayAxis& axis,
                Markup& out) {
  out << "<text class=label x=0 y=" << coordinate(top + kBar - 3) << " data-t=machine>";
  out.text(machine.name) << "</text>";
  for (const Stretch& each : stretches_of(facts.coverage.at(machine.id), facts.first_day)) {
    const double left = axis.x(static_cast<double>(each.first));
    const double right = axis.x(static_cast<double>(each.last + 1));
    out << "<rect class=c-" << text_of(each.kind).name << " x=" << coordinate(left)
        << " y=" << coordinate(top) << " width=" << coordinate(right - left)
        << " height=" << coordinate(kBar) << " />";
  }
}

void write_table(const Facts& facts, Markup& out) {
  out << "<details><summary>The same as a table</summary><div class=scroll><table>"
         "<caption>Stretches of days, by machine</caption><thead><tr><th>Machine<th>From<th>To"
         "<th>State<th class=count>Watched, s<th class=count>Degraded, s</thead><tbody>";
  for (const MachineFacts& machine : facts.machines) {
    for (const Stretch& each : stretches_of(facts.coverage.at(machine.id), facts.first_day)) {
      out << "<tr data-machine=" << std::to_string(machine.id)
          << " data-from=" << std::to_string(each.first) << " data-to=" << std::to_string(each.last)
          << ">";
      out.name("machine", machine.name, "th") << "<td>";
      out.day("from", each.first) << "</td><td>";
      out.day("to", each.last) << "</td>";
      out.text_cell(text_of(each.kind).name);
      out.count_cell("watched", each.watched).count_cell("degraded", each.degraded) << "</tr>";
    }
  }
  out << "</tbody></table></div></details>";
}

}  // namespace

void write_coverage(const Facts& facts, Markup& out) {
  const DayAxis axis(facts.first_day, facts.last_day);
  const double bottom = kRow * static_cast<double>(facts.machines.size());
  out << "<section id=coverage><h2>Coverage</h2><p>A verdict can only rest on days that were "
         "watched.</p><ul class=legend>";
  for (const Kind kind :
       {Kind::watched, Kind::partly, Kind::degraded, Kind::gap, Kind::unwatched}) {
    out << "<li><svg class=key viewBox=\"0 0 24 12\" aria-hidden=true><rect class=c-"
        << text_of(kind).name << " width=24 height=12 /></svg><b>" << text_of(kind).name << "</b> "
        << text_of(kind).meaning;
  }
  out << "</ul><div class=scroll><svg class=chart viewBox=\"0 0 1000 " << coordinate(bottom + 22)
      << "\" role=img aria-label=\"Coverage by machine and day; the table below has its "
         "stretches\">";
  axis.draw(out, 0, bottom);
  double top = 4;
  for (const MachineFacts& each : facts.machines) {
    draw_strip(facts, each, top, axis, out);
    top += kRow;
  }
  out << "</svg></div>";
  write_table(facts, out);
  out << "</section>";
}

}  // namespace signalbox
