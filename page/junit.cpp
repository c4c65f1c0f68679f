// SPDX-License-Identifier: Apache-2.0
#include "page/junit.hpp"

#include <algorithm>

#include "compat/verdict.hpp"
#include "page/markup.hpp"

namespace signalbox {
namespace {

// The element that a test has which did not pass; empty: it passed.
std::string_view outcome_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::in_use:
    case Verdict::unproven: return "failure";
    case Verdict::unknown: return "error";
    case Verdict::safe_by_decision:
    case Verdict::safe_by_time: break;
  }
  return {};
}

std::string joined(const std::vector<std::string>& sentences) {
  std::string text;
  for (const std::string& each : sentences) text += (text.empty() ? "" : "; ") + each;
  return text;
}

// What the next step is for each build that stands in the way.
std::string steps_of(const ItemVerdict& verdict) {
  std::string text;
  for (const Standing& each : verdict.standings) {
    if (each.next_step.what.empty()) continue;
    text += each.subject->name + " " + each.subject->version + ": " + each.next_step.what + "\n";
    if (!each.next_step.command.empty()) text += "  " + each.next_step.command + "\n";
  }
  return text;
}

void write_case(const ItemVerdict& verdict, Markup& out) {
  const std::string grounds = joined(verdict.rests_on);
  out << "    <testcase classname=\"signalbox.ledger." << verdict.item->kind << "\" name=\"";
  out.text(verdict.item->name) << "\"";
  const std::string_view outcome = outcome_of(verdict.verdict);
  if (outcome.empty()) {
    out << ">\n      <system-out>" << word_of(verdict.verdict) << ": ";
    out.text(grounds) << "</system-out>\n    </testcase>\n";
    return;
  }
  out << ">\n      <" << outcome << " type=\"" << word_of(verdict.verdict) << "\" message=\"";
  out.text(std::string(word_of(verdict.verdict)) + ": " + grounds) << "\">";
  out.text(steps_of(verdict)) << "</" << outcome << ">\n    </testcase>\n";
}

}  // namespace

std::string junit_of(const std::vector<ItemVerdict>& verdicts) {
  const auto count = [&](std::string_view outcome) {
    return std::to_string(std::count_if(
        verdicts.begin(), verdicts.end(),
        [&](const ItemVerdict& each) { return outcome_of(each.verdict) == outcome; }));
  };
  Markup out;
  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite "
         "name=\"signalbox.ledger\" tests=\""
      << std::to_string(verdicts.size()) << "\" failures=\"" << count("failure") << "\" errors=\""
      << count("error") << "\" skipped=\"0\">\n";
  for (const ItemVerdict& each : verdicts) write_case(each, out);
  out << "  </testsuite>\n</testsuites>\n";
  return out.take();
}

}  // namespace signalbox
