// SPDX-License-Identifier: Apache-2.0
#include "schema/c_text.hpp"

#include <algorithm>
#include <numeric>

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

std::string joined(const std::vector<std::string>& items) {
  std::string result;
  for (const std::string& item : items) result += (result.empty() ? "" : ", ") + item;
  return result;
}

// The items with commas, in lines that start at column `margin` and leave room for `end`.
std::string filled_lines(std::size_t margin, const std::vector<std::string>& items,
                         const std::string& end) {
  std::string result;
  std::size_t column = margin;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const bool last = i + 1 == items.size();
    const std::size_t needed = width(items[i]) + (last ? width(end) : 1);
    if (i > 0 && column + 1 + needed > widest_line) {
      result += '\n' + std::string(margin, ' ');
      column = margin;
    } else if (i > 0) {
      result += ' ';
      ++column;
    }
    result += items[i] + (last ? "" : ",");
    column += width(items[i]) + 1;
  }
  return result;
}

// The width of each column, its comma included.
using Columns = std::vector<std::size_t>;

// clang-format lays out no fewer in columns.
constexpr std::size_t fewest_in_columns = 5;

Columns columns_of(const std::vector<std::string>& items, std::size_t count) {
  Columns widths(count, 0);
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::size_t comma = i + 1 == items.size() ? 0 : 1;
    widths[i % count] = std::max(widths[i % count], items[i].size() + comma);
  }
  return widths;
}

// clang-format makes no columns of items whose widths differ more.
constexpr std::size_t most_uneven = 10;

bool is_even(const std::vector<std::string>& items, const Columns& widths) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (widths[i % widths.size()] > items[i].size() + 1 + most_uneven) return false;
  }
  return true;
}

// As clang-format does it: as few lines as there is room for, and then as few columns.
Columns fewest_columns(const std::vector<std::string>& items, std::size_t room) {
  const auto lines = [&](std::size_t count) { return (items.size() + count - 1) / count; };
  Columns best;
  for (std::size_t count = items.size(); count > 0; --count) {
    Columns widths = columns_of(items, count);
    const std::size_t total = std::accumulate(widths.begin(), widths.end(), count - 1);
    if (count > 1 && (total > room || !is_even(items, widths))) continue;
    if (!best.empty() && lines(count) > lines(best.size())) break;
    best = std::move(widths);
  }
  return best;
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
  const std::string_view last_line = std::string_view(head).substr(head.rfind('\n') + 1);
  const std::string end = tail.substr(0, tail.find('\n'));
  if (items.empty() || width(last_line) + width(joined(items) + end) <= widest_line) {
    return head + joined(items) + tail;
  }
  const std::size_t aligned = width(last_line);
  const std::size_t indented = head.find_first_not_of(' ') + 4;
  const std::string behind = head + filled_lines(aligned, items, end);
  const std::string beneath =
      head + '\n' + std::string(indented, ' ') + filled_lines(indented, items, end);
  std::vector<std::string> layouts;
  if (const std::size_t equals = head.find(" = "); equals != std::string::npos) {
    const std::string below = std::string(indented, ' ') + head.substr(equals + 3);
    layouts.push_back(head.substr(0, equals + 2) + '\n' + below +
                      filled_lines(width(below), items, end));
    layouts.insert(layouts.end(), {behind, beneath});
  } else {
    layouts = {aligned + width(items[0]) < widest_line ? behind : beneath};
  }
  const auto fewest_lines = std::ranges::min_element(
      layouts, {}, [](const std::string& layout) { return std::ranges::count(layout, '\n'); });
  return *fewest_lines + tail;
}

std::string columns(const std::string& head, const std::vector<std::string>& items,
                    const std::string& tail) {
  const std::string line = head + joined(items) + tail;
  const bool in_block = tail[0] == ',';  // of lines, whose last item has a comma too
  if (!in_block && line.find('\n') <= widest_line) return line;
  const Columns layout = in_block && items.size() < fewest_in_columns
                             ? Columns{0}
                             : fewest_columns(items, widest_line - width(head));
  std::string result = head;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::size_t column = i % layout.size();
    const bool last = i + 1 == items.size();
    if (i > 0 && column == 0) result += '\n' + std::string(width(head), ' ');
    result += items[i] + (last ? "" : ",");
    if (last || column + 1 == layout.size()) continue;
    result += std::string(layout[column] - items[i].size(), ' ');
  }
  return result + tail;
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
                     const std::string& schema_file, std::vector<std::string> includes,
                     const std::string& body) {
  std::ranges::sort(includes);
  std::string lines;
  for (const std::string& include : includes) lines += "#include " + include + "\n";
  return expanded(R"(@first@#ifndef @guard@
#define @guard@

@includes@
#ifdef __cplusplus
extern "C" {
#endif

@body@#ifdef __cplusplus
}
#endif

#endif
)",
                  {{"first", first_lines(schema_file)},
                   {"guard", upper_case(plugin) + "_" + upper_case(file) + "_H"},
                   {"includes", lines},
                   {"body", body.empty() ? "" : body + "\n"}});
}

}  // namespace signalbox::schema
