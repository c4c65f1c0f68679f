// SPDX-License-Identifier: Apache-2.0
#include "cli/ledger_options.hpp"

#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>

#include <SQLiteCpp/SQLiteCpp.h>

#include "cli/command.hpp"
#include "cli/ledger_access.hpp"
#include "cli/pretty.hpp"
#include "cli/terminal_width.hpp"
#include "cli/usual_places.hpp"
#include "compat/fingerprints.hpp"
#include "compat/ledger_error.hpp"
#include "compat/ledger_file.hpp"
#include "compat/ledger_view.hpp"
#include "wire/printable.hpp"

namespace signalbox::cli {
namespace {

constexpr int kMostDays = 36'500;

}  // namespace

void add_ledger_file(Command command, std::string& file) {
  static const UsualPlace usual = usual_ledger();  // for all subcommands: it may read a file
  file = usual.path;
  const Option option =
      command.option("--ledger", file, "The ledger's file; else $SIGNALBOX_LEDGER").show_default();
  command.when_read([option] {
    if (option.is_given()) return;
    std::cerr << "signalbox: ledger " << printable(usual.path) << ", " << usual.source << '\n';
  });
}

void add_ledger_options(Command command, LedgerOptions& options,
                        const std::vector<std::string>& formats) {
  add_ledger_file(command, options.ledger);
  command.formats(options.format, formats);
}

void add_decider(Command command, Decider& decider) {
  const auto complaint = [](const std::string& text) {
    return text.find_first_not_of(" \t") == std::string::npos ? "may not be empty" : "";
  };
  decider.person = login_name();
  command.option("--by", decider.person, "The person who answers for it")
      .show_default()
      .checked(complaint, "TEXT");
  command.option("--reason", decider.reason, "Why; kept in the ledger")
      .required()
      .checked(complaint, "TEXT");
}

void add_thresholds(Command command, Thresholds& thresholds) {
  const auto add = [&command](const char* name, int& value, const char* what) {
    command.option(name, value, what).in_range(0, kMostDays).show_default();
  };
  add("--coverage-days", thresholds.coverage_days, "Days of watching that 'safe' asks for");
  add("--settle-after", thresholds.settle_days,
      "Days of watching after which what a client kept or used counts no more");
  add("--min-emissions", thresholds.min_emissions, "Emissions that 'unproven' asks for");
  add("--dormant-days", thresholds.dormant_days, "Days unseen after which a client is dormant");
  add("--evidence-days", thresholds.evidence_days, "Days for which a person's word counts");
}

std::unique_ptr<Judgement> judge_ledger(const std::string& file, const Thresholds& thresholds) {
  const std::unique_ptr<SQLite::Database> view = view_ledger(file);
  try {
    const std::int64_t now = seconds_now();
    auto judgement = std::make_unique<Judgement>();
    judgement->file = read_case_file(*view, now);
    judgement->verdicts = judge(judgement->file, now, thresholds);
    judgement->former_fingerprints = former_fingerprints(*view);
    return judgement;
  } catch (const SQLite::Exception& error) {
    throw LedgerError(is_newer(*view) ? LedgerError::Kind::newer : LedgerError::Kind::damaged,
                      "Cannot read ledger '" + file + "': " + error.what());
  }
}

std::int64_t seconds_now() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string formatted(const Table& table, const std::string& format) {
  if (format == "json") return json_of(table);
  if (format == "csv") return csv_of(table);
  if (format == "markdown") return markdown_of(table);
  return text_of(table, terminal_width(STDOUT_FILENO));
}

void tell(const std::string& format, const boost::json::object& told, const std::string& text) {
  std::cout << (format == "json" ? plain(told) + '\n' : text) << std::flush;
}

std::string text_of_file(const std::string& path) {
  if (path == "-") return {std::istreambuf_iterator<char>(std::cin), {}};
  std::ifstream stream(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream.is_open() || stream.bad()) {
    throw std::runtime_error("Cannot read '" + path + "': " + std::strerror(errno));
  }
  return text;
}

}  // namespace signalbox::cli
