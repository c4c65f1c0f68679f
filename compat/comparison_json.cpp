// SPDX-License-Identifier: Apache-2.0
#include <boost/json.hpp>

#include "compat/comparison.hpp"
#include "wire/strict_json.hpp"
#include "wire/value.hpp"

namespace signalbox {

namespace json = boost::json;

namespace {

json::value value_of(const std::string& text) {
  return text.empty() ? json::value(nullptr) : to_value(text);
}

json::object json_of(const Finding& finding, bool is_noise) {
  json::object object{{"class", name_of(finding.parity)}, {"event", finding.event},
                      {"number", finding.number},         {"root", finding.root},
                      {"seconds", finding.seconds},       {"microseconds", finding.microseconds}};
  if (!finding.data.empty()) object["data"] = value_of(finding.data);
  if (!finding.new_event.empty()) object["new-event"] = finding.new_event;
  if (!finding.new_data.empty()) object["new-data"] = value_of(finding.new_data);
  if (!finding.reason.empty()) object["reason"] = finding.reason;
  if (is_noise) object["noise"] = true;
  if (finding.differences.empty()) return object;
  json::array differences;
  for (const PayloadDifference& each : finding.differences) {
    differences.push_back(json::object{
        {"path", each.path}, {"old", value_of(each.old_value)}, {"new", value_of(each.new_value)}});
  }
  object["differences"] = std::move(differences);
  return object;
}

json::object json_of(const SuiteFacts& suite) {
  json::object object{{"label", suite.label},
                      {"ending", suite.ending},
                      {"passed", suite.passed},
                      {"left-behind", suite.left_behind},
                      {"tells-what-it-handles", suite.tells}};
  if (!suite.directory.empty()) object["directory"] = suite.directory;
  return object;
}

json::object json_of(const Comparison& comparison, const ComparedRun& run) {
  json::object events;
  for (const auto& [event, counts] : run.emissions.by_event) {
    json::object by_class;
    for (std::size_t each = 0; each < kParities; ++each) {
      if (counts[each] > 0) by_class[name_of(static_cast<Parity>(each))] = counts[each];
    }
    events[event] = std::move(by_class);
  }
  json::array findings;
  for (const Finding& each : run.emissions.findings) {
    findings.push_back(json_of(each, comparison.is_noise(each)));
  }
  json::object object{{"old", json_of(run.old)},
                      {"new", json_of(run.fresh)},
                      {"emissions", run.emissions.emissions},
                      {"compared", run.emissions.compared},
                      {"outside", run.emissions.outside},
                      {"new-only", run.emissions.new_only},
                      {"unused", run.emissions.unused},
                      {"events", std::move(events)},
                      {"findings", std::move(findings)}};
  if (!run.not_drained.empty()) object["not-drained"] = run.not_drained;
  return object;
}

json::array json_of(const std::vector<TestRow>& rows) {
  json::array tests;
  for (const TestRow& each : rows) {
    json::object test{{"name", each.name}, {"parity", name_of(each.parity)}};
    if (!each.new_name.empty()) test["new-name"] = each.new_name;
    if (!each.old_message.empty()) test["old-message"] = each.old_message;
    if (!each.new_message.empty()) test["new-message"] = each.new_message;
    tests.push_back(std::move(test));
  }
  return tests;
}

}  // namespace

std::string json_of(const Comparison& comparison) {
  const std::vector<std::string> reasons = comparison.reasons();
  json::array runs;
  for (const ComparedRun& each : comparison.runs) runs.push_back(json_of(comparison, each));
  json::object object{{"differs", comparison.outcome() == Outcome::differ},
                      {"outcome", name_of(comparison.outcome())},
                      {"reasons", json::array(reasons.begin(), reasons.end())},
                      {"old-command", comparison.old_command},
                      {"new-command", comparison.new_command},
                      {"differences", comparison.differences()},
                      {"noise", comparison.noise()},
                      {"runs", std::move(runs)},
                      {"tests", json_of(comparison.tests)},
                      {"not-exercised", json::array(comparison.not_exercised.begin(),
                                                    comparison.not_exercised.end())}};
  if (comparison.control) object["control"] = json_of(comparison, *comparison.control);
  return strict_json(object) + "\n";
}

}  // namespace signalbox
