// SPDX-License-Identifier: Apache-2.0
#include "page/axis.hpp"

#include <charconv>
#include <cmath>

#include "compat/utc.hpp"
#include "page/markup.hpp"

namespace signalbox {
namespace {

constexpr double kRoomForDate = 88;  // a date with some air

}  // namespace

std::string coordinate(double value) {
  char text[32];
  const double rounded = std::round(value * 100) / 100;
  return {text, std::to_chars(text, text + sizeof text, rounded).ptr};
}

// Of a step of a month and more, the first days of months.
bool DayAxis::is_marked(std::int64_t day, std::int64_t step) const {
  if (step < 28) return (day - first_) % step == 0;
  const std::string text = date_text(day * kSecondsPerDay);
  const int month = std::stoi(text.substr(0, 4)) * 12 + std::stoi(text.substr(5, 2));
  return text.ends_with("-01") && month % static_cast<int>(step / 28) == 0;
}

void DayAxis::draw(Markup& out, double top, double bottom) const {
  std::int64_t step = 1;
  for (const std::int64_t next : {2, 7, 14, 28, 56, 84, 168, 336}) {
    if (x(static_cast<double>(first_ + step)) - kLeft < kRoomForDate) step = next;
  }
  out << "<g class=axis aria-hidden=true>";
  for (std::int64_t day = first_; day <= last_; ++day) {
    if (!is_marked(day, step)) continue;
    const std::string at = coordinate(x(static_cast<double>(day)));
    out << "<path d=\"M" << at << " " << coordinate(top) << "V" << coordinate(bottom) << "\"/>";
    if (x(static_cast<double>(day)) > kRight - kRoomForDate) continue;
    out << "<text x=" << at << " y=" << coordinate(bottom + 14) << " data-axis=day>"
        << date_text(day * kSecondsPerDay) << "</text>";
  }
  out << "</g>";
}

}  // namespace signalbox
