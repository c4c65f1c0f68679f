// SPDX-License-Identifier: Apache-2.0
#include "page/page.hpp"

#include <string_view>

#include "compat/names.hpp"
#include "page/facts.hpp"
#include "page/look.hpp"
#include "page/markup.hpp"
#include "page/need_legend.hpp"
#include "page/sections.hpp"

namespace signalbox {
namespace {

std::string_view look(std::string_view name) {
  for (const EmbeddedFile& each : look_files()) {
    if (each.name == name) return each.text;
  }
  return {};
}

void write_head(Markup& out) {
  out << "<!doctype html><html lang=en><head><meta charset=utf-8><meta name=viewport "
         "content=\"width=device-width, initial-scale=1\"><meta name=color-scheme content=\"light "
         "dark\"><title>What can be removed</title><style>"
      << look("page.css")
      << "</style></head><body><a class=skip href=\"#verdicts\">To the verdicts</a>";
  write_patterns(out);
}

void write_navigation(Markup& out) {
  out << "<nav aria-label=\"Parts of this page\"><ul><li><a href=\"#verdicts\">Verdicts</a><li><a "
         "href=\"#burn-down\">Burn-down</a><li><a href=\"#heat\">Clients by event</a><li><a "
         "href=\"#coverage\">Coverage</a><li><a href=\"#stages\">Stages</a><li><a "
         "href=\"#clients\">Client by client</a></ul></nav>";
}

void write_end(const Names& names, Markup& out) {
  out << "<footer><p>What this page cannot see: consumers behind another program, such as those "
         "behind "
         "libvirt; whether a delivered event was looked at; what an upstream emitted while nobody "
         "held "
         "its monitor.</p>";
  if (names.are_pseudonyms()) {
    out << "<p>Clients and people are shown by pseudonyms, which are the same in every report of "
           "this "
           "ledger. Whoever has the ledger finds both names in <code>signalbox ledger report --by "
           "client "
           "--format json</code>.</p>";
  }
  out << "</footer><script>" << look("page.js") << "</script></body></html>\n";
}

}  // namespace

std::string page_of(SQLite::Database& view, const Period& period, const Names& names) {
  const Facts facts = read_facts(view, period, names);
  Markup out;
  write_head(out);
  out << "<header><h1>What can be removed</h1>";
  write_summary(facts, out);
  out << "</header>";
  write_navigation(out);
  out << "<main>";
  write_verdicts(facts, out);
  write_burn_down(facts, out);
  write_heat_map(facts, out);
  write_coverage(facts, out);
  write_stages(facts, out);
  write_clients(facts, out);
  out << "</main>";
  write_end(names, out);
  return out.take();
}

}  // namespace signalbox
