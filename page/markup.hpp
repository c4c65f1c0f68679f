// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace signalbox {

// Thousands apart by a thin space.
std::string grouped(std::int64_t value);

// A page that grows. Each number of the ledger stands in an element that says what it is
// (data-n="delivered"), so that a test can ask the ledger for it; whose it is, the elements around
// it say (data-client="17").
class Markup {
 public:
  // Markup, as it is.
  Markup& operator<<(std::string_view markup);

  Markup& text(std::string_view text);

  // <data data-n=WHAT>1 234</data>
  Markup& number(std::string_view what, std::int64_t value);

  // <td class=count data-n=WHAT>1 234</td>
  Markup& count_cell(std::string_view what, std::int64_t value);

  // <td>TEXT</td>
  Markup& text_cell(std::string_view text);

  // <td data-n=WHAT>2026-11-25 07:15</td>; 0: never, an empty cell.
  Markup& time_cell(std::string_view what, std::int64_t seconds);

  // <time data-n=WHAT>2026-11-25 07:15</time> of seconds, <time data-n=WHAT>2026-11-25</time> of
  // days since 1970-01-01.
  Markup& time(std::string_view what, std::int64_t seconds);
  Markup& day(std::string_view what, std::int64_t day);

  // A name that may have digits in it: <span data-t=WHAT>…</span>, or another element.
  Markup& name(std::string_view what, std::string_view name, std::string_view element = "span");

  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

}  // namespace signalbox
