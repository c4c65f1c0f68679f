// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "compat/comparison.hpp"
#include "compat/markup.hpp"

namespace signalbox {

namespace {

// One testsuite element that is being written.
class Suite {
 public:
  explicit Suite(std::string name) : name_(std::move(name)) {}

  void add(const std::string& test, const std::string& failure, const std::string& details = {}) {
    ++tests_;
    text_ += "    <testcase classname=\"" + name_ + "\" name=\"" + marked_up(test) + "\"";
    if (failure.empty()) {
      text_ += "/>\n";
      return;
    }
    ++failures_;
    text_ += ">\n      <failure message=\"" + marked_up(failure) + "\">" + marked_up(details) +
             "</failure>\n    </testcase>\n";
  }

  void skip(const std::string& test, const std::string& why) {
    ++tests_;
    ++skipped_;
    text_ += "    <testcase classname=\"" + name_ + "\" name=\"" + marked_up(test) +
             "\">\n      <skipped message=\"" + marked_up(why) + "\"/>\n    </testcase>\n";
  }

  std::string text() const {
    return "  <testsuite name=\"" + name_ + "\" tests=\"" + std::to_string(tests_) +
           "\" failures=\"" + std::to_string(failures_) + "\" errors=\"0\" skipped=\"" +
           std::to_string(skipped_) + "\">\n" + text_ + "  </testsuite>\n";
  }

 private:
  const std::string name_;
  std::string text_;
  int tests_ = 0;
  int failures_ = 0;
  int skipped_ = 0;
};

Suite emissions_of(const Comparison& comparison) {
  Suite suite("emissions");
  std::map<std::string, std::map<Parity, std::uint64_t>> events;
  std::map<std::string, std::string> details;
  for (const ComparedRun& run : comparison.runs) {
    for (const auto& [event, counts] : run.emissions.by_event) {
      auto& differing = events[event];
      for (std::size_t each = 0; each < kParities; ++each) {
        const auto parity = static_cast<Parity>(each);
        if (counts[each] == 0 || !is_difference(parity)) continue;
        if (!comparison.is_noise(event, parity)) differing[parity] += counts[each];
      }
    }
    for (const Finding& each : run.emissions.findings) {
      if (!is_difference(each.parity)) continue;
      details[each.event] += std::string(name_of(each.parity)) + " #" +
                             std::to_string(each.number) + " " + each.data + " " + each.reason;
      for (const PayloadDifference& difference : each.differences) {
        details[each.event] +=
            " " + difference.path + ": " + difference.old_value + ", " + difference.new_value;
      }
      details[each.event] += "\n";
    }
  }
  for (const auto& [event, differing] : events) {
    std::string failure;
    for (const auto& [parity, count] : differing) {
      failure += (failure.empty() ? "" : ", ") + std::to_string(count) + " " +
                 std::string(name_of(parity));
    }
    suite.add(event, failure, details[event]);
  }
  for (const std::string& each : comparison.not_exercised) {
    suite.skip(each, "not exercised: no parity is claimed");
  }
  return suite;
}

}  // namespace

std::string junit_of(const Comparison& comparison) {
  Suite tests("tests");
  for (const TestRow& each : comparison.tests) {
    const bool fails = each.parity == TestParity::regressed || each.parity == TestParity::flaky;
    const bool is_alone =
        each.parity == TestParity::only_old || each.parity == TestParity::only_new;
    const std::string parity(name_of(each.parity));
    if (is_alone) {
      tests.skip(each.name, parity);
    } else {
      tests.add(each.name, fails ? parity : "", each.new_message);
    }
  }
  Suite comparison_itself("comparison");
  std::string all;
  for (const std::string& each : comparison.reasons()) all += each + "\n";
  comparison_itself.add("old and new are the same", all.substr(0, all.find('\n')), all);
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n" + comparison_itself.text() +
         emissions_of(comparison).text() + tests.text() + "</testsuites>\n";
}

}  // namespace signalbox
