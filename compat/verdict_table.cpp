// SPDX-License-Identifier: Apache-2.0
#include "compat/verdict_table.hpp"

#include "compat/utc.hpp"
#include "wire/printable.hpp"

namespace signalbox {
namespace {

Cell text_cell(const std::string& text) {
  if (text.empty()) return {};
  return text;
}

std::string joined(const std::vector<std::string>& sentences) {
  std::string text;
  for (const std::string& each : sentences) text += (text.empty() ? "" : "; ") + each;
  return text;
}

// "opt-out, unused, strength 5, 2026-11-25: of this event"
std::string evidence_text(const Evidence& evidence) {
  std::string text = std::string(word_of(evidence.kind)) + ", " +
                     std::string(word_of(evidence.sign)) + ", strength " +
                     std::to_string(evidence.strength) + ", " + date_text(evidence.at);
  if (!evidence.person.empty()) text += ", " + evidence.person;
  if (!evidence.reason.empty()) text += ": " + evidence.reason;
  if (!evidence.doubt.empty()) text += " (counts no more: " + evidence.doubt + ")";
  return text;
}

std::string state_of(const Standing& standing) {
  switch (standing.exclusion) {
    case Standing::Exclusion::resolved: return "resolved";
    case Standing::Exclusion::waived: return "waived";
    case Standing::Exclusion::none: break;
  }
  return std::string(word_of(standing.verdict));
}

// A client chooses its own name, so each line is escaped.
std::string line(const std::string& text) {
  return printable(text) + "\n";
}

std::string standing_text(const Standing& standing) {
  const Subject& subject = *standing.subject;
  std::string text = "  " + subject.name;
  if (!subject.version.empty()) text += " " + subject.version;
  text = line(text + ": " + state_of(standing) + (standing.is_dormant ? ", dormant" : ""));
  if (!standing.exclusion_reason.empty()) text += line("    " + standing.exclusion_reason);
  for (std::size_t i = 0; i < standing.evidence.size(); ++i) {
    const char* const mark = standing.decisive == i ? "    * " : "    - ";
    text += line(mark + evidence_text(standing.evidence[i]));
  }
  const NextStep& next = standing.next_step;
  if (!next.what.empty()) text += line("    next: " + next.what);
  if (!next.command.empty()) text += line("      " + next.command);
  return text;
}

}  // namespace

Table table_of(const std::vector<ItemVerdict>& verdicts) {
  Table table{"verdicts",
              {{"kind"},
               {"item"},
               {"verdict"},
               {"client", false, true},
               {"version", false, true},
               {"standing"},
               {"rests-on", true},
               {"evidence", true},
               {"next-step", true},
               {"command", true}},
              {},
              {}};
  for (const ItemVerdict& verdict : verdicts) {
    const std::vector<Cell> start = {verdict.item->kind, verdict.item->name,
                                     std::string(word_of(verdict.verdict))};
    const Cell rests_on = text_cell(joined(verdict.rests_on));
    for (const Standing& each : verdict.standings) {
      std::vector<Cell> row = start;
      row.push_back(each.subject->name);
      row.push_back(text_cell(each.subject->version));
      row.push_back(state_of(each));
      row.push_back(rests_on);
      row.push_back(each.decisive ? text_cell(evidence_text(each.evidence[*each.decisive]))
                                  : Cell());
      row.push_back(text_cell(each.next_step.what));
      row.push_back(text_cell(each.next_step.command));
      table.rows.push_back(std::move(row));
    }
    if (!verdict.standings.empty()) continue;
    std::vector<Cell> row = start;
    row.resize(table.columns.size());
    row[6] = rests_on;
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::string text_of(const std::vector<ItemVerdict>& verdicts) {
  std::string text;
  for (const ItemVerdict& verdict : verdicts) {
    text += line(verdict.item->kind + " " + verdict.item->name + ": " +
                 std::string(word_of(verdict.verdict)));
    for (const std::string& each : verdict.rests_on) text += line("  because " + each);
    for (const Standing& each : verdict.standings) text += standing_text(each);
  }
  return text;
}

}  // namespace signalbox
