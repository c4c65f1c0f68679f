// SPDX-License-Identifier: Apache-2.0
#include "tests/compat/sql_ledger.hpp"

#include <fstream>
#include <iterator>

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include "compat/ledger_file.hpp"

namespace signalbox {
namespace {

void ago(sqlite3_context* context, int, sqlite3_value** arguments) {
  sqlite3_result_int64(context, kNoon - sqlite3_value_int64(arguments[0]) * kSecondsPerDay);
}

}  // namespace

std::string content_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::string verdict_sql(const std::string& name) {
  return content_of(SIGNALBOX_VERDICTS "/" + name + ".sql");
}

void fill(SQLite::Database& ledger, const std::string& sql) {
  ledger.createFunction("ago", 1, true, nullptr, ago, nullptr, nullptr, nullptr);
  ledger.exec(content_of(SIGNALBOX_VERDICTS "/base.inc"));
  ledger.exec(sql);
}

void make_ledger(const std::filesystem::path& file, const std::string& sql, char digit) {
  const auto ledger = open_ledger(file);
  fill(*ledger, sql);
  ledger->exec(std::string("UPDATE ledger SET uuid = substr(uuid, 1, 35) || '") + digit + "'");
}

}  // namespace signalbox
