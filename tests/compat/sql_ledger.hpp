// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "compat/utc.hpp"

namespace SQLite {
class Database;
}

namespace signalbox {

// The moment of verdicts on the ledgers of tests/compat/verdicts: noon of a day that is no edge.
inline constexpr std::int64_t kNoon = 20'000 * kSecondsPerDay + kSecondsPerDay / 2;

// Fills an empty ledger from tests/compat/verdicts/base.inc and then from `sql`, in which ago(N) is
// N days before kNoon.
void fill(SQLite::Database& ledger, const std::string& sql);

// The text of tests/compat/verdicts/NAME.sql.
std::string verdict_sql(const std::string& name);

// Makes the ledger file `file` of that text, with a UUID that ends in `digit`.
void make_ledger(const std::filesystem::path& file, const std::string& sql, char digit = '1');

std::string content_of(const std::filesystem::path& file);

}  // namespace signalbox
