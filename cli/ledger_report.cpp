// SPDX-License-Identifier: Apache-2.0
#include "cli/ledger_report.hpp"

#include <chrono>
#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include <SQLiteCpp/SQLiteCpp.h>
#include <CLI/CLI.hpp>

#include "cli/exit_code.hpp"
#include "compat/ledger_error.hpp"
#include "compat/ledger_file.hpp"
#include "compat/ledger_view.hpp"
#include "compat/report.hpp"

namespace signalbox {
namespace {

constexpr int kMaxDays = 36'500;

struct Options {
  std::string ledger = "signalbox.db";
  std::string by = "event";
  std::string format = "text";
  std::optional<int> days;
};

std::int64_t seconds_now() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string formatted(const Table& table, const std::string& format) {
  if (format == "json") return json_of(table);
  if (format == "csv") return csv_of(table);
  if (format == "markdown") return markdown_of(table);
  return text_of(table);
}

int report(const Options& options) {
  const std::unique_ptr<SQLite::Database> view = view_ledger(options.ledger);
  const bool newer = is_newer(*view);
  try {
    const Period period{seconds_now(), options.days};
    const Table table =
        options.by == "client" ? report_by_client(*view, period) : report_by_event(*view, period);
    if (newer) std::cerr << "signalbox: the ledger is newer than this program\n";
    std::cout << formatted(table, options.format) << std::flush;
  } catch (const SQLite::Exception& error) {
    throw LedgerError(newer ? LedgerError::Kind::newer : LedgerError::Kind::damaged,
                      "Cannot read ledger '" + options.ledger + "': " + error.what());
  }
  if (std::cout) return kExitPass;
  std::cerr << "signalbox: the report could not be written\n";
  return kExitError;
}

}  // namespace

void add_ledger_report(CLI::App& ledger, int& exit_code) {
  const auto options = std::make_shared<Options>();
  CLI::App& command =
      *ledger.add_subcommand("report", "Print who uses which legacy event, and how");
  command.add_option("--ledger", options->ledger, "The ledger's file")->capture_default_str();
  command.add_option("--by", options->by, "What a row is about")
      ->check(CLI::IsMember({"event", "client"}))
      ->capture_default_str();
  command.add_option("--format", options->format, "How it is printed")
      ->check(CLI::IsMember({"text", "json", "csv", "markdown"}))
      ->capture_default_str();
  command.add_option("--days", options->days, "Only the last N days, today included (UTC)")
      ->check(CLI::Range(1, kMaxDays));
  command.footer(
      "Reads the ledger and the tally beside it, whether or not a host is running.\n"
      "Exit codes: 0 printed, 1 error, 2 usage, 17 the ledger is newer and cannot be read.");
  command.callback([options, &exit_code] { exit_code = report(*options); });
}

}  // namespace signalbox
