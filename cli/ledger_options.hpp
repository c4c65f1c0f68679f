// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "compat/table.hpp"
#include "compat/verdict.hpp"

namespace SQLite {
class Database;
}

namespace signalbox::cli {

class Command;

// What every subcommand of `signalbox ledger` takes.
struct LedgerOptions {
  std::string ledger;
  std::string format = "text";
};

// Adds --ledger, which is usual_ledger() where the command line has none: that is said on standard
// error then.
void add_ledger_file(Command command, std::string& file);

// Adds that, and --format and --json as Command::formats() does.
void add_ledger_options(Command command, LedgerOptions& options,
                        const std::vector<std::string>& formats);

// The options of a decision: --by, the person, by default the user's login name, and --reason,
// which is required.
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
  std::map<std::string, std::string> former_fingerprints;  // of earlier releases: the present ones
};

// Judges the ledger in `file`, beside a running host or without one. Throws LedgerError.
std::unique_ptr<Judgement> judge_ledger(const std::string& file, const Thresholds& thresholds);

// Seconds since 1970-01-01 UTC.
std::int64_t seconds_now();

// "text" for the standard output, as wide as the terminal if that is one, "json", "csv" or
// "markdown".
std::string formatted(const Table& table, const std::string& format);

// Prints what a command has done: for the format "json" `told` on one line, else `text`.
void tell(const std::string& format, const boost::json::object& told, const std::string& text);

// The whole of a file, or of the standard input for "-". Throws std::runtime_error.
std::string text_of_file(const std::string& path);

}  // namespace signalbox::cli
