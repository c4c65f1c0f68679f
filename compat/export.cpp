// SPDX-License-Identifier: Apache-2.0
#include "compat/export.hpp"

#include <algorithm>
#include <iterator>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>
#include <boost/json.hpp>

#include "compat/pseudonym.hpp"
#include "wire/strict_json.hpp"

namespace signalbox {
namespace {

namespace json = boost::json;

// What could name a person: of these columns stand-ins are written, wherever they are.
struct Personal {
  std::string_view column;
  std::string_view what;  // empty: nothing is written
};
constexpr Personal kPersonal[] = {
    {"fingerprint", "client"},
    {"exe", "path"},
    {"script", "path"},
    {"unit", "unit"},
    {"user", "user"},
    {"declared_name", "name"},
    {"person", "person"},
    {"owner", "person"},
    {"contact", ""},
    {"help", ""},
    {"pid", ""},
    {"via", ""},
};

// Columns that are personal in some tables alone.
bool is_free_text(std::string_view table, std::string_view column) {
  return column == "reason" && (table == "evidence" || table == "resolution" || table == "waiver");
}

const Personal* personal(std::string_view column) {
  const auto* const found =
      std::find_if(std::begin(kPersonal), std::end(kPersonal),
                   [&](const Personal& each) { return each.column == column; });
  return found == std::end(kPersonal) ? nullptr : found;
}

json::value plain(const SQLite::Column& column) {
  if (column.isNull()) return nullptr;
  if (column.isInteger()) return column.getInt64();
  return json::value(column.getString());
}

void add(json::object& row, std::string_view table, const SQLite::Column& column,
         const Pseudonyms* pseudonyms) {
  const std::string name = column.getName();
  if (pseudonyms == nullptr) {
    row[name] = plain(column);
    return;
  }
  if (is_free_text(table, name)) return;
  const Personal* found = personal(name);
  constexpr Personal kClientName{"name", "client"};
  if (table == "client" && name == "name") found = &kClientName;
  if (found == nullptr) {
    row[name] = plain(column);
  } else if (!found->what.empty()) {
    row[name] = pseudonyms->of(found->what, column.getString());
  }
}

std::vector<std::string> tables(SQLite::Database& view) {
  std::vector<std::string> names;
  SQLite::Statement row(view,
                        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE "
                        "'sqlite_%' AND name <> 'migration' ORDER BY rowid");
  while (row.executeStep()) names.push_back(row.getColumn(0));
  return names;
}

}  // namespace

void export_ledger(SQLite::Database& view, const Pseudonyms* pseudonyms, std::ostream& out) {
  const int version = view.execAndGet("PRAGMA user_version");
  out << json::object{{"ledger", view.execAndGet("SELECT uuid FROM ledger").getString()},
                      {"version", version},
                      {"pseudonymous", pseudonyms != nullptr}}
      << '\n';
  for (const std::string& table : tables(view)) {
    SQLite::Statement row(view, "SELECT * FROM \"" + table + "\"");
    while (row.executeStep()) {
      json::object object{{"table", table}};
      for (int i = 0; i < row.getColumnCount(); ++i)
        add(object, table, row.getColumn(i), pseudonyms);
      out << strict_json(object) << '\n';
    }
  }
}

}  // namespace signalbox
