// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <sstream>
#include <string_view>

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

// Elements in elements: more than any test runner writes, and few enough for the parser, which
// recurses.
constexpr std::size_t kMaxDepth = 100;

std::string_view behind(std::string_view text, std::string_view end) {
  const std::size_t found = text.find(end);
  return found == std::string_view::npos ? std::string_view() : text.substr(found + end.size());
}

// How long a tag is; '>' may stand in the value of an attribute.
std::size_t tag_length(std::string_view tag) {
  char quotation = '\0';
  for (std::size_t i = 0; i < tag.size(); ++i) {
    if (quotation != '\0') {
      if (tag[i] == quotation) quotation = '\0';
    } else if (tag[i] == '"' || tag[i] == '\'') {
      quotation = tag[i];
    } else if (tag[i] == '>') {
      return i + 1;
    }
  }
  return tag.size();
}

bool is_too_deep(std::string_view text) {
  std::size_t depth = 0;
  while (depth <= kMaxDepth) {
    text.remove_prefix(std::min(text.find('<'), text.size()));
    if (text.empty()) return false;
    if (text.starts_with("<!--")) {
      text = behind(text, "-->");
    } else if (text.starts_with("<![CDATA[")) {
      text = behind(text, "]]>");
    } else if (text.starts_with("<?")) {
      text = behind(text, "?>");
    } else {
      const std::string_view tag = text.substr(0, tag_length(text));
      text.remove_prefix(tag.size());
      if (tag.starts_with("</")) {
        depth -= depth > 0 ? 1 : 0;
      } else if (!tag.starts_with("<!") && !tag.ends_with("/>")) {
        ++depth;
      }
    }
  }
  return true;
}

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
  if (is_too_deep(text)) {
    throw TestResultsError("more than " + std::to_string(kMaxDepth) + " elements are nested");
  }
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
