// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "compat/table.hpp"
#include "compat/verdict.hpp"

namespace SQLite {
class Database;
}

namespace signalbox::cli {

class Command;

// What every subcommand of `signalbox ledger` takes.
struct LedgerOptions {
  std::string ledger = "signalbox.db";
  std::string format = "text";
};

// Adds --ledger, and --format with `formats`, of which the first is the default.
void add_ledger_options(Command command, LedgerOptions& options,
                        const std::vector<std::string>& formats);

// Who decides, and why: --by and --reason, both required.
struct Decider {
  std::string person;
  std::string reason;
};
void add_decider(Command command, Decider& decider);

// --coverage-days and the like.
void add_thresholds(Command command, Thresholds& thresholds);

// What verdicts are made of, kept together: the verdicts point into the case file.
struct Judgement {
  CaseFile file;
  std::vector<ItemVerdict> verdicts;
};

// Judges the ledger in `file`, beside a running host or without one. Throws LedgerError.
std::unique_ptr<Judgement> judge_ledger(const std::string& file, const Thresholds& thresholds);

// Seconds since 1970-01-01 UTC.
std::int64_t seconds_now();

// "text", "json", "csv" or "markdown".
std::string formatted(const Table& table, const std::string& format);

// The whole of a file, or of the standard input for "-". Throws std::runtime_error.
std::string text_of_file(const std::string& path);

}  // namespace signalbox::cli
