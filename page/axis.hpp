// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace signalbox {

class Markup;

// A number as SVG takes it: at most two decimals.
std::string coordinate(double value);

// The days of a period from left to right, in the units of a chart.
class DayAxis {
 public:
  static constexpr double kLeft = 150;    // where the first day begins; labels stand before it
  static constexpr double kRight = 1000;  // where the last one ends

  DayAxis(std::int64_t first_day, std::int64_t last_day) : first_(first_day), last_(last_day) {}

  // Where a day begins; `day` may be a fraction.
  double x(double day) const {
    return kLeft + (kRight - kLeft) * (day - static_cast<double>(first_)) / days();
  }

  // Lines from `top` to `bottom` at the first day of each month, or each so many days, and their
  // dates below.
  void draw(Markup& out, double top, double bottom) const;

 private:
  double days() const { return static_cast<double>(last_ - first_ + 1); }
  bool is_marked(std::int64_t day, std::int64_t step) const;

  std::int64_t first_;
  std::int64_t last_;
};

}  // namespace signalbox
