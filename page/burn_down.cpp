// SPDX-License-Identifier: Apache-2.0
//
// How many pairs of a client and an item stand where, as was known at the end of each day.

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "compat/utc.hpp"
#include "page/axis.hpp"
#include "page/facts.hpp"
#include "page/markup.hpp"
#include "page/need_legend.hpp"
#include "page/sections.hpp"

namespace signalbox {
namespace {

constexpr double kHeight = 220;
constexpr double kTop = 8;

// By Need.
using Counts = std::array<std::int64_t, 5>;

std::int64_t total(const Counts& counts) {
  std::int64_t sum = 0;
  for (const Need each : kNeeds) sum += counts[static_cast<std::size_t>(each)];
  return sum;
}

std::vector<Counts> counts_of(const Facts& facts) {
  std::vector<Counts> changes(facts.days());
  for (const ClientFacts& client : facts.clients) {
    for (const PairFacts& pair : client.pairs) {
      Need before = Need::none;
      for (const NeedChange& each : pair.history) {
        if (each.day > facts.last_day) break;
        const std::int64_t day = std::max(each.day, facts.first_day) - facts.first_day;
        Counts& change = changes[static_cast<std::size_t>(day)];
        --change[static_cast<std::size_t>(before)];
        ++change[static_cast<std::size_t>(each.need)];
        before = each.need;
      }
    }
  }
  for (std::size_t i = 1; i < changes.size(); ++i) {
    for (std::size_t j = 0; j < changes[i].size(); ++j) changes[i][j] += changes[i - 1][j];
  }
  return changes;
}

// 1, 2 or 5 times a power of ten: a scale has three to six such steps.
std::int64_t step_of(std::int64_t most) {
  std::int64_t step = 1;
  for (std::int64_t decade = 1;; decade *= 10) {
    for (const std::int64_t next : {1, 2, 5}) {
      step = next * decade;
      if (most <= step * 5) return step;
    }
  }
}

class Chart {
 public:
  Chart(const Facts& facts, const std::vector<Counts>& counts)
      : facts_(facts), counts_(counts), days_(facts.first_day, facts.last_day) {
    for (const Counts& each : counts) most_ = std::max(most_, total(each));
    step_ = step_of(most_);
    most_ = (most_ + step_ - 1) / step_ * step_;
  }

  void draw(Markup& out) const {
    out << "<div class=scroll><svg class=chart viewBox=\"0 0 1000 " << coordinate(kHeight + 22)
        << "\" role=img aria-label=\"Pairs of client and item by day and need; the table below has "
           "each day\" data-most="
        << std::to_string(most_) << ">";
    std::vector<std::int64_t> below(counts_.size(), 0);
    for (const Need each : kNeeds) draw_area(each, below, out);
    days_.draw(out, kTop, kHeight);
    draw_scale(out);
    out << "</svg></div>";
  }

 private:
  double y(std::int64_t value) const {
    return kHeight - (kHeight - kTop) * static_cast<double>(value) / static_cast<double>(most_);
  }

  // In steps: a count holds for the day. Adds its counts to `below`.
  void draw_area(Need need, std::vector<std::int64_t>& below, Markup& out) const {
    std::string over, under;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      const double day = static_cast<double>(facts_.first_day + static_cast<std::int64_t>(i));
      const std::int64_t bottom = below[i];
      below[i] += counts_[i][static_cast<std::size_t>(need)];
      const std::string left = coordinate(days_.x(day)), right = coordinate(days_.x(day + 1));
      const std::string height = coordinate(y(below[i])), low = coordinate(y(bottom));
      over += (i == 0 ? "M" : "L") + left + " " + height + "H" + right;
      under = "L" + right + " " + low + "H" + left + under;
    }
    out << "<path class=f-" << text_of(need).word << " d=\"" << over << under << "Z\"/>";
  }

  void draw_scale(Markup& out) const {
    out << "<g class=axis aria-hidden=true>";
    for (std::int64_t value = 0; value <= most_; value += step_) {
      const std::string at = coordinate(y(value));
      out << "<path d=\"M" << coordinate(DayAxis::kLeft) << " " << at << "H"
          << coordinate(DayAxis::kRight)
          << "\"/><text class=value x=" << coordinate(DayAxis::kLeft - 6)
          << " y=" << coordinate(y(value) + 4) << " data-axis=count>" << std::to_string(value)
          << "</text>";
    }
    out << "</g>";
  }

  const Facts& facts_;
  const std::vector<Counts>& counts_;
  const DayAxis days_;
  std::int64_t most_ = 1;
  std::int64_t step_ = 1;
};

void write_table(const Facts& facts, const std::vector<Counts>& counts, Markup& out) {
  out << "<details><summary>The same as a table</summary><div class=\"scroll tall\" tabindex=0 "
         "role=region aria-label=\"Each day\"><table><caption>Pairs of client and item at the end "
         "of each day</caption><thead><tr><th>Day";
  for (const Need each : kNeeds) out << "<th class=count>" << text_of(each).word;
  out << "</thead><tbody>";
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const std::int64_t day = facts.first_day + static_cast<std::int64_t>(i);
    out << "<tr data-day=" << std::to_string(day) << "><th scope=row>";
    out.day("day", day) << "</th>";
    for (const Need each : kNeeds) {
      out.count_cell(std::string(text_of(each).word) + "-pairs",
                     counts[i][static_cast<std::size_t>(each)]);
    }
    out << "</tr>";
  }
  out << "</tbody></table></div></details>";
}

}  // namespace

void write_burn_down(const Facts& facts, Markup& out) {
  const std::vector<Counts> counts = counts_of(facts);
  out << "<section id=burn-down><h2>Burn-down</h2><p>Pairs of a client and an item, as was known "
         "at the end "
         "of each day. What is <b>used</b> or <b>unproven</b> stands in the way of removal.</p>";
  write_need_legend(out);
  Chart(facts, counts).draw(out);
  write_table(facts, counts, out);
  out << "</section>";
}

}  // namespace signalbox
