// SPDX-License-Identifier: Apache-2.0
#include "cli/ledger_report.hpp"

#include <cerrno>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <system_error>

#include <SQLiteCpp/SQLiteCpp.h>

#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "cli/ledger_options.hpp"
#include "compat/books.hpp"
#include "compat/ledger_error.hpp"
#include "compat/ledger_file.hpp"
#include "compat/ledger_view.hpp"
#include "compat/names.hpp"
#include "compat/report.hpp"
#include "compat/verdict.hpp"
#include "page/junit.hpp"
#include "page/page.hpp"

namespace signalbox {
namespace {

constexpr int kMaxDays = 36'500;

struct Options {
  std::string ledger;
  std::string by = "event";
  std::string format = "text";
  std::string output;
  std::optional<int> days;
  bool pseudonymous = false;  // asked for; with neither, it is as the format has it
  bool names = false;
};

// What leaves the house names nobody unless it is asked to.
Names::Style style_of(const Options& options) {
  const bool is_for_others = options.format == "html" || options.format == "csv";
  return options.pseudonymous || (is_for_others && !options.names) ? Names::Style::pseudonymous
                                                                   : Names::Style::plain;
}

std::string junit_of(SQLite::Database& view, const Period& period, const Names& names) {
  CaseFile file = read_case_file(view, period.now);
  hide_names(names, file);
  return junit_of(judge(file, period.now));
}

std::string text_of(SQLite::Database& view, const Options& options) {
  const Period period{seconds_now(), options.days};
  const Names names(style_of(options), view);
  if (options.format == "html") return page_of(view, period, names);
  if (options.format == "junit") return junit_of(view, period, names);
  const Table table = options.by == "client" ? report_by_client(view, period, names)
                                             : report_by_event(view, period);
  // A file is no terminal, whatever the standard output is.
  if (options.format == "text" && !options.output.empty()) return text_of(table);
  return cli::formatted(table, options.format);
}

int write(const std::string& text, const std::string& file) {
  if (file.empty()) {
    std::cout << text << std::flush;
    if (std::cout) return kExitPass;
    std::cerr << "signalbox: the report could not be written\n";
    return kExitError;
  }
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream << text << std::flush;
  if (stream) return kExitPass;
  std::cerr << "signalbox: Cannot write '" << file
            << "': " << std::generic_category().message(errno) << '\n';
  return kExitError;
}

int report(const Options& options) {
  const std::unique_ptr<SQLite::Database> view = view_ledger(options.ledger);
  const bool newer = is_newer(*view);
  std::string text;
  try {
    text = text_of(*view, options);
  } catch (const SQLite::Exception& error) {
    throw LedgerError(newer ? LedgerError::Kind::newer : LedgerError::Kind::damaged,
                      "Cannot read ledger '" + options.ledger + "': " + error.what());
  }
  if (newer) std::cerr << "signalbox: the ledger is newer than this program\n";
  return write(text, options.output);
}

}  // namespace

void add_ledger_report(cli::Command ledger, int& exit_code) {
  const auto options = std::make_shared<Options>();
  cli::Command command = ledger.subcommand("report", "Print who uses which legacy event, and how");
  cli::add_ledger_file(command, options->ledger);
  command.option("--by", options->by, "What a row is about; html and junit have their own form")
      .one_of({"event", "client"})
      .show_default();
  command.formats(options->format, {"text", "json", "csv", "markdown", "html", "junit"});
  command.option("--output", options->output, "Into this file").placeholder("FILE");
  command.option("--days", options->days, "Only the last N days, today included (UTC)")
      .in_range(1, kMaxDays);
  const cli::Option hidden = command.flag("--pseudonymous", options->pseudonymous,
                                          "Clients and people by pseudonym, as html and csv "
                                          "have them anyway");
  command.flag("--names", options->names, "Clients and people by name").excludes(hidden);
  command.footer(
      "Reads the ledger and the tally beside it, whether or not a host is running.\n"
      "Exit codes: 0 printed, 1 error, 2 usage, 17 the ledger is newer and cannot be read.");
  command.callback([options, &exit_code] { exit_code = report(*options); });
}

}  // namespace signalbox
