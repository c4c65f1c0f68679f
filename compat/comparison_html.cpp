// SPDX-License-Identifier: Apache-2.0
#include <cctype>
#include <cstdio>
#include <string>

#include "compat/comparison.hpp"
#include "compat/markup.hpp"

namespace signalbox {

namespace {

// Classes differ by a sign and a word as well as by colour: for print, and for all eyes.
constexpr const char* kStyle = R"(
:root { color-scheme: light dark; --ink: #1b1b1f; --paper: #fff; --line: #ddd; --strong: #888;
        --faint: #6b6b6b; --differs: #fdeedd; --differs-edge: #b3400e; --design: #eef3fb;
        --same: #edf7f3; --same-edge: #0b6e4f; --none: #f1f1f3; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e6ea; --paper: #17171a; --line: #3a3a40; --strong: #8a8a92; --faint: #a0a0a8;
          --differs: #43250f; --differs-edge: #ff9d5c; --design: #1d2838; --same: #12301f;
          --same-edge: #4ec98f; --none: #26262b; } }
body { font: 15px/1.45 system-ui, sans-serif; margin: 2em auto; max-width: 76em; padding: 0 1em;
       color: var(--ink); background: var(--paper); }
h1 { font-size: 1.5em; } h2 { font-size: 1.15em; margin-top: 2em; }
code, td.data { font: 13px/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .25em .6em;
         border-bottom: 1px solid var(--line); }
th { position: sticky; top: 0; background: var(--paper); border-bottom: 2px solid var(--strong); }
td.count, th.count, td.when { text-align: right; font-variant-numeric: tabular-nums; }
td.count, td.when { white-space: nowrap; }
.wide { overflow-x: auto; }
td.class { white-space: nowrap; }
tr.differs td { background: var(--differs); } tr.differs td.class { font-weight: 600; }
tr.design td { background: var(--design); }
.verdict { border-left: .5em solid var(--same-edge); padding: .3em 1em; background: var(--same); }
.verdict.differs { border-color: var(--differs-edge); background: var(--differs); }
.verdict.not-exercised { border-color: var(--strong); background: var(--none); }
.old { width: 32%; } .new { width: 32%; } .nothing { color: var(--faint); }
@media (max-width: 40em) { body { margin: 1em auto; } th, td { padding: .25em .3em; }
  .old, .new { width: auto; } }
@media print { th { position: static; } body { margin: 0; max-width: none; } }
)";

const char* sign_of(Parity parity) {
  switch (parity) {
    case Parity::match: return "=";
    case Parity::missing_new: return "−";
    case Parity::missing_old: return "+";
    case Parity::duplicate: return "×2";
    case Parity::payload_differs: return "≠";
    case Parity::order_differs: return "⇅";
    case Parity::late: return "…";
    case Parity::filtered_by_design: return "▽";
    case Parity::muted: return "∅";
  }
  return "";
}

std::string cell(const std::string& kind, const std::string& text) {
  return "<td class=\"" + kind + "\">" + text + "</td>";
}

std::string seen(const std::string& event, const std::string& data) {
  if (event.empty()) return "<span class=\"nothing\">nothing</span>";
  return "<b>" + marked_up(event) + "</b> " + marked_up(data);
}

// Seconds since the first row, to the microsecond.
std::string when(const Finding& finding, const Finding& first) {
  if (finding.number == 0) return "";
  const double seconds = static_cast<double>(finding.seconds - first.seconds) +
                         (finding.microseconds - first.microseconds) / 1e6;
  char text[32];
  std::snprintf(text, sizeof text, "%+.6f", seconds);
  return text;
}

std::string row_of(const Finding& finding, const Finding& first, bool is_noise) {
  const bool has_old = finding.parity != Parity::missing_old || !finding.differences.empty();
  const bool has_new = finding.parity == Parity::match || finding.parity == Parity::duplicate ||
                       finding.parity == Parity::payload_differs ||
                       finding.parity == Parity::order_differs ||
                       finding.parity == Parity::missing_old;
  const bool differs = is_difference(finding.parity) && !is_noise;
  std::string what = std::string(sign_of(finding.parity)) + " " +
                     std::string(name_of(finding.parity)) + (is_noise ? " (noise)" : "");
  if (!finding.reason.empty()) what += "<br><small>" + marked_up(finding.reason) + "</small>";
  for (const PayloadDifference& each : finding.differences) {
    what += "<br><code>" + marked_up(each.path) + ": " +
            marked_up(each.old_value.empty() ? "nothing" : each.old_value) + " → " +
            marked_up(each.new_value.empty() ? "nothing" : each.new_value) + "</code>";
  }
  const char* const kind = differs ? "differs" : finding.parity == Parity::match ? "" : "design";
  return "<tr class=\"" + std::string(kind) + "\">" +
         cell("count", finding.number == 0 ? "" : "#" + std::to_string(finding.number)) +
         cell("when", when(finding, first)) +
         cell("data old", has_old ? seen(finding.event, finding.data) : seen("", "")) + "<td>" +
         what + "</td>" +
         cell("data new", has_new ? seen(finding.new_event, finding.new_data) : seen("", "")) +
         "</tr>\n";
}

std::string timeline_of(const Comparison& comparison, const EmissionParity& emissions) {
  if (emissions.timeline.empty()) return "<p>No emission was compared.</p>\n";
  std::string html =
      "<table><thead><tr><th>emission</th><th>second</th><th>old</th><th></th><th>new</th></tr>"
      "</thead><tbody>\n";
  for (const Finding& each : emissions.timeline) {
    html += row_of(each, emissions.timeline.front(), comparison.is_noise(each));
  }
  html += "</tbody></table>\n";
  if (emissions.compared > emissions.timeline.size()) {
    html += "<p>" + std::to_string(emissions.timeline.size()) + " of " +
            std::to_string(emissions.compared) + " are shown.</p>\n";
  }
  return html;
}

std::string counts_of(const EmissionParity& emissions) {
  std::string html = "<div class=\"wide\"><table><thead><tr><th>event</th>";
  for (std::size_t each = 0; each < kParities; ++each) {
    const auto parity = static_cast<Parity>(each);
    html += "<th class=\"count\">" + std::string(sign_of(parity)) + " " +
            std::string(name_of(parity)) + "</th>";
  }
  html += "</tr></thead><tbody>\n";
  for (const auto& [event, counts] : emissions.by_event) {
    html += "<tr><td>" + marked_up(event) + "</td>";
    for (const std::uint64_t each : counts) {
      html += cell("count", each == 0 ? "" : std::to_string(each));
    }
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

std::string tests_of(const Comparison& comparison) {
  if (comparison.tests.empty()) return "<p>The suites have left no results of tests.</p>\n";
  std::string html =
      "<div "
      "class=\"wide\"><table><thead><tr><th>test</th><th></th><th>message</th></tr></"
      "thead><tbody>\n";
  for (const TestRow& each : comparison.tests) {
    const bool differs = each.parity == TestParity::regressed || each.parity == TestParity::flaky;
    html +=
        std::string("<tr class=\"") + (differs ? "differs" : "") + "\"><td>" +
        marked_up(each.name) +
        (each.new_name.empty() ? "" : "<br><small>" + marked_up(each.new_name) + "</small>") +
        "</td>" + cell("class", std::string(name_of(each.parity))) +
        cell("data", marked_up(each.new_message.empty() ? each.old_message : each.new_message)) +
        "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

const char* class_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::same: return "";
    case Outcome::differ: return " differs";
    case Outcome::not_exercised: break;
  }
  return " not-exercised";
}

std::string suites_of(const ComparedRun& run) {
  return "<p>old: " + marked_up(run.old.ending) + ". new: " + marked_up(run.fresh.ending) +
         ".</p>\n";
}

}  // namespace

std::string html_of(const Comparison& comparison) {
  const std::vector<std::string> reasons = comparison.reasons();
  std::string title(comparison.heading());
  title.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(title.front())));
  std::string html =
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>" +
      title + "</title>\n<style>" + kStyle + "</style></head><body>\n<h1>" + title +
      "</h1>\n<div class=\"verdict" + class_of(comparison.outcome()) + "\">";
  for (const std::string& each : reasons) html += "<p>" + marked_up(each) + "</p>";
  html += "<p>old: <code>" + marked_up(comparison.old_command) + "</code><br>new: <code>" +
          marked_up(comparison.new_command) + "</code></p></div>\n";
  for (std::size_t place = 0; place < comparison.runs.size(); ++place) {
    const ComparedRun& run = comparison.runs[place];
    html += "<h2>Run " + std::to_string(place + 1) + "</h2>\n" + suites_of(run) +
            counts_of(run.emissions) + "<h2>Timelines of run " + std::to_string(place + 1) +
            "</h2>\n" + timeline_of(comparison, run.emissions);
  }
  html += "<h2>Tests</h2>\n" + tests_of(comparison) + "<h2>Not exercised</h2>\n<p>";
  for (const std::string& each : comparison.not_exercised) html += marked_up(each) + " ";
  html +=
      comparison.not_exercised.empty() ? "Nothing." : "were never emitted: no parity is claimed.";
  html += "</p>\n";
  if (comparison.control) {
    html += "<h2>The old suite with itself</h2>\n" + counts_of(comparison.control->emissions);
  }
  return html + "</body></html>\n";
}

}  // namespace signalbox
