// SPDX-License-Identifier: Apache-2.0
//
// What the page is of, and how far the whole has come.

#include <algorithm>
#include <string_view>

#include "page/facts.hpp"
#include "page/markup.hpp"
#include "page/sections.hpp"

namespace signalbox {
namespace {

struct Tile {
  std::string_view verdict;  // as a ledger stores it, and a CSS class
  std::string_view meaning;
};

constexpr Tile kTiles[] = {{"in-use", "items in use"},
                           {"unproven", "items unproven"},
                           {"unknown", "items unknown"},
                           {"safe", "items safe to remove"}};

void write_tile(std::string_view style, std::string_view what, std::int64_t count,
                std::string_view meaning, Markup& out) {
  out << "<li class=" << style << ">";
  out.number(what, count) << "<span>" << meaning << "</span>";
}

}  // namespace

void write_summary(const Facts& facts, Markup& out) {
  out << "<p>The deprecation ledger";
  if (facts.is_whole) {
    out << " since ";
  } else {
    out << ", cut to the days since ";
  }
  out.day("first-day", facts.first_day) << ", as it stood on ";
  out.time("now", facts.now) << " UTC.</p><ul class=tiles id=summary>";
  for (const Tile& tile : kTiles) {
    const auto count = std::count_if(
        facts.verdicts.begin(), facts.verdicts.end(),
        [&](const ItemVerdict& each) { return stored_word_of(each.verdict) == tile.verdict; });
    write_tile(tile.verdict, std::string(tile.verdict) + "-items", count, tile.meaning, out);
  }
  const auto blocking = std::count_if(facts.clients.begin(), facts.clients.end(),
                                      [](const ClientFacts& each) { return each.blocks(); });
  write_tile("clients", "blocking-clients", blocking, "clients in the way", out);
  write_tile("clients", "clients", static_cast<std::int64_t>(facts.clients.size()), "clients seen",
             out);
  out << "</ul>";
}

}  // namespace signalbox
