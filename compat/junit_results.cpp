// SPDX-License-Identifier: Apache-2.0
#include <sstream>

#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>

#include "compat/test_results.hpp"

namespace signalbox {

namespace {

using boost::property_tree::ptree;

std::string attribute(const ptree& element, const char* name) {
  return element.get<std::string>(std::string("<xmlattr>.") + name, "");
}

constexpr std::size_t kMaxMessage = 200;

// GoogleTest's first line is only a place in a file.
std::string one_line(const std::string& text) {
  std::string line;
  std::istringstream words(text);
  for (std::string word; words >> word && line.size() < kMaxMessage;) {
    line += (line.empty() ? "" : " ") + word;
  }
  return line.substr(0, kMaxMessage);
}

std::string message_of(const ptree& element) {
  const std::string message = attribute(element, "message");
  return one_line(message.empty() ? element.data() : message);
}

TestResult result_of(const ptree& element) {
  TestResult result;
  const std::string class_name = attribute(element, "classname");
  result.name = (class_name.empty() ? "" : class_name + ".") + attribute(element, "name");
  const std::string status = attribute(element, "status");  // GoogleTest's: "notrun" if disabled
  if (status == "notrun") result.outcome = TestResult::Outcome::skipped;
  for (const auto& [name, child] : element) {
    const bool is_failure = name == "failure" || name == "error";
    if (!is_failure && name != "skipped") continue;
    if (result.outcome == TestResult::Outcome::failed) continue;
    result.outcome = is_failure ? TestResult::Outcome::failed : TestResult::Outcome::skipped;
    result.message = message_of(child);
  }
  return result;
}

void collect(const ptree& element, TestResults& results) {
  for (const auto& [name, child] : element) {
    if (name == "testcase") results.push_back(result_of(child));
    if (name == "testsuite" || name == "testsuites") collect(child, results);
  }
}

}  // namespace

TestResults read_junit(const std::string& text) {
  ptree document;
  try {
    std::istringstream in(text);
    boost::property_tree::read_xml(in, document);
  } catch (const boost::property_tree::xml_parser_error& error) {
    throw TestResultsError("line " + std::to_string(error.line()) + ": " + error.message());
  }
  if (!document.get_child_optional("testsuites") && !document.get_child_optional("testsuite")) {
    throw TestResultsError("no testsuites or testsuite in it: this is no JUnit XML");
  }
  TestResults results;
  collect(document, results);
  return results;
}

}  // namespace signalbox
