// SPDX-License-Identifier: Apache-2.0
#include "compat/table.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <numeric>

#include <boost/json.hpp>

#include "wire/printable.hpp"
#include "wire/strict_json.hpp"

namespace signalbox {
namespace {

constexpr std::size_t kNarrowest = 8;  // a cut text is no narrower
constexpr std::string_view kGap = "  ";

std::string plain(const Cell& cell, std::string_view nothing) {
  if (const auto* const count = std::get_if<std::int64_t>(&cell)) return std::to_string(*count);
  if (const auto* const text = std::get_if<std::string>(&cell)) return *text;
  return std::string(nothing);
}

bool is_count(const Cell& cell) {
  return std::holds_alternative<std::int64_t>(cell);
}

// In characters, for UTF-8.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

std::string cut(const std::string& text, std::size_t width) {
  if (width_of(text) <= width) return text;
  std::string kept;
  std::size_t characters = 0;
  for (const char c : text) {
    if ((c & 0xc0) != 0x80 && ++characters == width) break;
    kept.push_back(c);
  }
  return kept + "…";
}

std::string padded(const std::string& text, std::size_t width, bool right) {
  const std::string room(width - std::min(width, width_of(text)), ' ');
  return right ? room + text : text + room;
}

using Lines = std::vector<std::vector<std::string>>;

std::vector<std::size_t> widths_of(const std::vector<Column>& columns, const Lines& lines,
                                   std::optional<std::size_t> most) {
  std::vector<std::size_t> widths(columns.size(), 0);
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i)
      widths[i] = std::max(widths[i], width_of(line[i]));
  }
  const std::size_t gaps = kGap.size() * (widths.size() - 1);
  while (most && std::accumulate(widths.begin(), widths.end(), gaps) > *most) {
    std::size_t widest = widths.size();
    for (std::size_t i = 0; i < widths.size(); ++i) {
      if (!columns[i].may_be_cut || widths[i] <= kNarrowest) continue;
      if (widest == widths.size() || widths[i] > widths[widest]) widest = i;
    }
    if (widest == widths.size()) break;
    --widths[widest];
  }
  return widths;
}

// Without the details.
Table summary_of(const Table& table) {
  Table summary{table.name, {}, std::vector<std::vector<Cell>>(table.rows.size()), table.notes};
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].is_detail) continue;
    summary.columns.push_back(table.columns[i]);
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      summary.rows[row].push_back(table.rows[row][i]);
    }
  }
  return summary;
}

// By column: whether it has counts, of which some rows may have none.
std::vector<bool> numeric_of(const Table& table) {
  std::vector<bool> numeric(table.columns.size(), false);
  for (const auto& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (is_count(row[i])) numeric[i] = true;
    }
  }
  return numeric;
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

// A spreadsheet takes what begins with one of these for a formula.
bool looks_like_formula(const std::string& text) {
  return !text.empty() && std::string_view("=+-@").find(text.front()) != std::string_view::npos;
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted.push_back('"');
    quoted.push_back(c);
  }
  return quoted + '"';
}

// A text of somebody else's is in one line, and bytes that are not UTF-8 are escaped.
std::string csv_text(const Cell& cell) {
  if (is_count(cell)) return plain(cell, "");
  const std::string text = printable(plain(cell, ""));
  return looks_like_formula(text) ? "'" + text : text;
}

std::string markdown_cell(const std::string& text) {
  std::string escaped;
  for (const char c : printable(text)) {
    if (std::string_view("|\\`*_<>[]").find(c) != std::string_view::npos) escaped.push_back('\\');
    escaped.push_back(c);
  }
  return escaped;
}

}  // namespace

std::string text_of(const Table& all, std::optional<std::size_t> width) {
  const Table table = summary_of(all);
  Lines lines;
  lines.emplace_back();
  for (const Column& column : table.columns) lines.back().push_back(upper(column.name));
  for (const auto& row : table.rows) {
    lines.emplace_back();
    for (const Cell& cell : row) lines.back().push_back(printable(plain(cell, "-")));
  }
  const std::vector<std::size_t> widths = widths_of(table.columns, lines, width);
  const std::vector<bool> numeric = numeric_of(table);

  std::string text;
  for (const auto& cells : lines) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) line += kGap;
      line += padded(cut(cells[i], widths[i]), widths[i], numeric[i]);
    }
    line.resize(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  if (!table.notes.empty()) text += '\n';
  for (const std::string& note : table.notes) text += printable(note) + '\n';
  return text;
}

std::string json_of(const Table& table) {
  boost::json::array rows;
  for (const auto& row : table.rows) {
    boost::json::object object;
    for (std::size_t i = 0; i < row.size(); ++i) {
      boost::json::value& value = object[table.columns[i].name];
      if (const auto* const count = std::get_if<std::int64_t>(&row[i])) value = *count;
      if (const auto* const text = std::get_if<std::string>(&row[i])) value = *text;
    }
    rows.push_back(std::move(object));
  }
  boost::json::object all;
  if (!table.schema.empty()) all["schema"] = table.schema;
  all[table.name] = std::move(rows);
  all["notes"] = boost::json::array(table.notes.begin(), table.notes.end());
  return strict_json(all) + '\n';
}

std::string csv_of(const Table& table) {
  std::string text;
  const auto add = [&text](std::size_t i, const std::string& field) {
    if (i > 0) text += ',';
    text += csv_field(field);
  };
  for (std::size_t i = 0; i < table.columns.size(); ++i) add(i, table.columns[i].name);
  text += "\r\n";
  for (const auto& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) add(i, csv_text(row[i]));
    text += "\r\n";
  }
  return text;
}

std::string markdown_of(const Table& table) {
  std::string text = "|";
  for (const Column& column : table.columns) text += " " + column.name + " |";
  text += "\n|";
  for (const bool is_numeric : numeric_of(table)) text += is_numeric ? " ---: |" : " --- |";
  text += '\n';
  for (const auto& row : table.rows) {
    text += "|";
    for (const Cell& cell : row) text += " " + markdown_cell(plain(cell, "-")) + " |";
    text += '\n';
  }
  for (const std::string& note : table.notes) text += "\n" + markdown_cell(note) + "\n";
  return text;
}

}  // namespace signalbox
