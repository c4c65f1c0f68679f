// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace signalbox {

// Nothing, a count, or a text.
using Cell = std::variant<std::monostate, std::int64_t, std::string>;

struct Column {
  std::string name;         // "opted-out"
  bool is_detail = false;   // left out of text
  bool may_be_cut = false;  // in text for a terminal, where the line would be too long
};

// What a report says, before it is text. Each row has a cell for each column.
struct Table {
  std::string name;  // "events"
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
  std::vector<std::string> notes;  // sentences for a reader
  std::string schema = {};         // that its JSON follows: "signalbox-report-1"; empty: none
};

// Columns side by side. `width` is that of the terminal, in characters: lines that are longer are
// avoided by cutting texts with "…". Without a terminal every text is whole: scripts look for it.
std::string text_of(const Table& table, std::optional<std::size_t> width = {});

// {"schema": SCHEMA, "NAME": [{COLUMN: value, …}, …], "notes": […]}, in which an empty cell is
// null. Always JSON in UTF-8, whatever bytes the cells have (wire/strict_json.hpp).
std::string json_of(const Table& table);

// RFC 4180, without the notes. A text that begins as a formula does (= + - @) has a ' in front, and
// what is not printable in it is escaped (wire/printable.hpp).
std::string csv_of(const Table& table);

std::string markdown_of(const Table& table);

}  // namespace signalbox
