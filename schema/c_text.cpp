// SPDX-License-Identifier: Apache-2.0
#include "schema/c_text.hpp"

#include <algorithm>

#include "schema/names.hpp"
#include "schema/utf8.hpp"

namespace signalbox::schema {
namespace {

constexpr std::size_t widest_line = 100;

std::size_t width(std::string_view text) {
  return text.size() - static_cast<std::size_t>(std::ranges::count_if(text, is_utf8_continuation));
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

// Breaks a line that is too wide at its blanks.
std::vector<std::string> broken(const std::vector<std::string>& lines, std::size_t room) {
  std::vector<std::string> result;
  for (const std::string& line : lines) {
    std::string_view rest = line;
    while (width(rest) > room) {
      const std::size_t blank = rest.rfind(' ', room);
      if (blank == std::string_view::npos || blank == 0) break;
      result.emplace_back(rest.substr(0, blank));
      rest.remove_prefix(blank + 1);
    }
    result.emplace_back(rest);
  }
  return result;
}

}  // namespace

std::string expanded(std::string_view text,
                     std::initializer_list<std::pair<std::string_view, std::string>> values) {
  std::string result;
  for (;;) {
    const std::size_t start = text.find('@');
    result += text.substr(0, start);
    if (start == std::string_view::npos) return result;
    const std::size_t end = text.find('@', start + 1);
    const std::string_view key = text.substr(start + 1, end - start - 1);
    result +=
        std::ranges::find(values, key, &std::pair<std::string_view, std::string>::first)->second;
    text.remove_prefix(end + 1);
  }
}

std::string filled(const std::string& head, const std::vector<std::string>& items,
                   const std::string& tail) {
  const std::size_t last_line = head.rfind('\n') + 1;  // npos + 1 is 0
  const std::string margin(width(std::string_view(head).substr(last_line)), ' ');
  std::string result = head;
  std::size_t column = margin.size();
  for (std::size_t i = 0; i < items.size(); ++i) {
    const bool last = i + 1 == items.size();
    const std::size_t needed = width(items[i]) + (last ? tail.find_last_not_of('\n') + 1 : 1);
    if (i > 0 && column + 1 + needed > widest_line) {
      result += '\n' + margin;
      column = margin.size();
    } else if (i > 0) {
      result += ' ';
      ++column;
    }
    result += items[i] + (last ? "" : ",");
    column += width(items[i]) + 1;
  }
  return result + tail;
}

std::vector<std::string> or_void(std::vector<std::string> parameters) {
  if (parameters.empty()) parameters.emplace_back("void");
  return parameters;
}

std::string c_comment(const std::string& text, int indent) {
  if (text.empty()) return {};
  const std::string margin(static_cast<std::size_t>(indent), ' ');
  std::string safe = text;
  for (std::size_t at = 0; (at = safe.find("*/", at)) != std::string::npos;) {
    safe.replace(at, 2, "* /");
  }
  const std::vector<std::string> lines =
      broken(lines_of(safe), widest_line - margin.size() - std::string_view("/*  */").size());
  std::string result;
  for (const std::string& line : lines) {
    result += margin + (result.empty() ? "/*" : " *") + (line.empty() ? "" : " ") + line + '\n';
  }
  result.insert(result.size() - 1, " */");
  return result;
}

std::string c_string(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    if (c == '\n') {
      result += "\\n";
    } else if (c == '\t') {
      result += "\\t";
    } else if (c == '\r') {
      result += "\\r";
    } else if (c == '?') {
      result += "\\?";  // no trigraphs
    } else {
      result += c;
    }
  }
  return result + '"';
}

std::string c_string_lines(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::size_t length = end == std::string_view::npos ? text.size() : end + 1;
    result += "\n    " + c_string(text.substr(0, length));
    text.remove_prefix(length);
  }
  return result.empty() ? "\n    \"\"" : result;
}

std::string first_lines(const std::string& schema_file) {
  return "/* SPDX-License-Identifier: Apache-2.0 */\n/* Made by qmpc from " + schema_file +
         "; changes are lost. */\n";
}

std::string c_header(const std::string& plugin, const std::string& file,
                     const std::string& schema_file, const std::string& includes,
                     const std::string& body) {
  return expanded(R"(@first@#ifndef @guard@
#define @guard@

@includes@
#ifdef __cplusplus
extern "C" {
#endif

@body@
#ifdef __cplusplus
}
#endif

#endif
)",
                  {{"first", first_lines(schema_file)},
                   {"guard", upper_case(plugin) + "_" + upper_case(file) + "_H"},
                   {"includes", includes},
                   {"body", body}});
}

}  // namespace signalbox::schema
