// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iomanip>
#include <map>
#include <sstream>
#include <utility>

#include "compat/comparison.hpp"

namespace signalbox {

namespace {

// So many findings are printed; the other formats have more.
constexpr std::size_t kMaxShown = 20;
constexpr std::size_t kMaxData = 100;

std::string cut(const std::string& text) {
  std::string shown(text, 0, kMaxData);
  if (text.size() > kMaxData) shown.append("…");
  return shown;
}

void print_suites(std::ostream& out, const ComparedRun& run) {
  for (const auto& [name, suite] : {std::pair("old", &run.old), std::pair("new", &run.fresh)}) {
    out << "  " << name << "  " << suite->ending;
    if (suite->left_behind > 0) {
      out << ", left " << suite->left_behind << " running, which were ended";
    }
    if (suite->tells) out << ", says what it handled";
    if (!suite->directory.empty()) out << ", in " << suite->directory;
    out << '\n';
  }
}

void print_counts(std::ostream& out, const Comparison& comparison) {
  EmissionParity::Counts sums{};
  std::map<std::string, EmissionParity::Counts> by_event;
  for (const ComparedRun& run : comparison.runs) {
    for (const auto& [event, counts] : run.emissions.by_event) {
      for (std::size_t each = 0; each < kParities; ++each) {
        sums[each] += counts[each];
        by_event[event][each] += counts[each];
      }
    }
  }
  std::size_t width = 8;
  for (const auto& [event, counts] : by_event) width = std::max(width, event.size() + 2);
  const auto left = [&out](const std::string& text, std::size_t columns) {
    out << text << std::string(columns > text.size() ? columns - text.size() : 1, ' ');
  };
  left("event", width + 2);
  for (std::size_t each = 0; each < kParities; ++each) {
    if (each == 0 || sums[each] > 0) out << "  " << name_of(static_cast<Parity>(each));
  }
  out << '\n';
  for (const auto& [event, counts] : by_event) {
    left("  " + event, width + 2);
    for (std::size_t each = 0; each < kParities; ++each) {
      const auto parity = static_cast<Parity>(each);
      if (each != 0 && sums[each] == 0) continue;
      out << "  " << std::setw(static_cast<int>(name_of(parity).size())) << counts[each];
    }
    out << '\n';
  }
}

void print_finding(std::ostream& out, const Finding& finding, bool is_noise) {
  out << name_of(finding.parity) << "  " << finding.event;
  if (finding.number > 0) out << " #" << finding.number;
  if (finding.root > 0 && finding.root != finding.number) out << " (of #" << finding.root << ")";
  if (!finding.data.empty()) out << "  " << cut(finding.data);
  if (is_noise) out << "  [noise: so has the old suite with itself]";
  out << '\n';
  for (const PayloadDifference& each : finding.differences) {
    out << "    " << each.path << ": old " << (each.old_value.empty() ? "nothing" : each.old_value)
        << ", new " << (each.new_value.empty() ? "nothing" : each.new_value);
    if (!finding.new_event.empty()) out << " (" << finding.new_event << ")";
    out << '\n';
  }
  if (!finding.reason.empty()) out << "    " << finding.reason << '\n';
}

void print_findings(std::ostream& out, const Comparison& comparison) {
  std::size_t shown = 0;
  std::uint64_t all = 0;
  for (std::size_t run = 0; run < comparison.runs.size(); ++run) {
    const EmissionParity& emissions = comparison.runs[run].emissions;
    all += emissions.differences();
    bool is_first = true;
    for (const Finding& each : emissions.findings) {
      if (!is_difference(each.parity) || shown == kMaxShown) continue;
      if (std::exchange(is_first, false)) {
        out << '\n';
        if (comparison.runs.size() > 1) out << "in run " << run + 1 << '\n';
      }
      print_finding(out, each, comparison.is_noise(each));
      ++shown;
    }
  }
  if (all > shown) out << "… and " << all - shown << " more; the other formats have them\n";
}

void print_tests(std::ostream& out, const Comparison& comparison) {
  if (comparison.tests.empty()) return;
  std::map<TestParity, std::size_t> counts;
  for (const TestRow& each : comparison.tests) ++counts[each.parity];
  out << "\ntests";
  for (const auto& [parity, count] : counts) out << "  " << name_of(parity) << ' ' << count;
  out << '\n';
  for (const TestRow& each : comparison.tests) {
    if (each.parity == TestParity::both_pass) continue;
    out << "  " << name_of(each.parity) << "  " << each.name;
    if (!each.new_name.empty()) out << " (" << each.new_name << ")";
    const std::string& message = each.new_message.empty() ? each.old_message : each.new_message;
    if (!message.empty()) out << ": " << cut(message);
    out << '\n';
  }
}

void print_notes(std::ostream& out, const Comparison& comparison) {
  const EmissionParity& last = comparison.runs.back().emissions;
  if (!comparison.not_exercised.empty()) {
    out << "\nnot exercised, so no parity is claimed:";
    for (const std::string& each : comparison.not_exercised) out << ' ' << each;
    out << '\n';
  }
  if (last.outside > 0) out << "not compared: " << last.outside << " while one was not there\n";
  if (last.unused > 0) out << "not used by the old client: " << last.unused << '\n';
  if (last.new_only > 0) out << "of new signals only: " << last.new_only << '\n';
  if (!comparison.control) return;
  const std::uint64_t control = comparison.control->emissions.differences();
  out << "\nthe old suite with itself: "
      << (control == 0 ? "no difference" : std::to_string(control) + " differences");
  if (const std::uint64_t noise = comparison.noise(); noise > 0) {
    out << "; " << noise << " of the same kind are noise and do not count";
  }
  out << '\n';
}

}  // namespace

std::string text_of(const Comparison& comparison) {
  std::ostringstream out;
  const std::vector<std::string> reasons = comparison.reasons();
  out << comparison.heading();
  if (comparison.runs.size() > 1) out << " (" << comparison.runs.size() << " runs)";
  out << '\n';
  for (const std::string& each : reasons) out << "  " << each << '\n';
  out << '\n';
  print_suites(out, comparison.runs.back());
  out << '\n';
  if (comparison.has_emissions) {
    print_counts(out, comparison);
    print_findings(out, comparison);
  } else {
    out << "emissions were not compared: there is no host that tells of them\n";
  }
  print_tests(out, comparison);
  print_notes(out, comparison);
  return out.str();
}

}  // namespace signalbox
