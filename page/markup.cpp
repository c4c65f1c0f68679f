// SPDX-License-Identifier: Apache-2.0
#include "page/markup.hpp"

#include "compat/markup.hpp"
#include "compat/utc.hpp"

namespace signalbox {
namespace {

constexpr std::string_view kThinSpace = "\u2009";

}  // namespace

std::string grouped(std::int64_t value) {
  const std::string digits = std::to_string(value);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const std::size_t left = digits.size() - i;
    if (i > 0 && left % 3 == 0 && digits[i - 1] != '-') text += kThinSpace;
    text += digits[i];
  }
  return text;
}

Markup& Markup::operator<<(std::string_view markup) {
  text_ += markup;
  return *this;
}

Markup& Markup::text(std::string_view text) {
  return *this << marked_up(text);
}

Markup& Markup::number(std::string_view what, std::int64_t value) {
  return *this << "<data data-n=" << what << ">" << grouped(value) << "</data>";
}

Markup& Markup::count_cell(std::string_view what, std::int64_t value) {
  return *this << "<td class=count data-n=" << what << ">" << grouped(value) << "</td>";
}

Markup& Markup::text_cell(std::string_view text) {
  return *this << "<td>" << marked_up(text) << "</td>";
}

Markup& Markup::time_cell(std::string_view what, std::int64_t seconds) {
  if (seconds == 0) return *this << "<td></td>";
  return *this << "<td data-n=" << what << ">" << minute_text(seconds) << "</td>";
}

Markup& Markup::time(std::string_view what, std::int64_t seconds) {
  return *this << "<time data-n=" << what << ">" << minute_text(seconds) << "</time>";
}

Markup& Markup::day(std::string_view what, std::int64_t day) {
  return *this << "<time data-n=" << what << ">" << date_text(day * kSecondsPerDay) << "</time>";
}

Markup& Markup::name(std::string_view what, std::string_view name, std::string_view element) {
  return *this << "<" << element << " data-t=" << what << ">" << marked_up(name) << "</" << element
               << ">";
}

}  // namespace signalbox
