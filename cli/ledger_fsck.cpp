// SPDX-License-Identifier: Apache-2.0
#include "cli/ledger_fsck.hpp"

#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>

#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "cli/ledger_options.hpp"
#include "compat/balance.hpp"
#include "compat/ledger_error.hpp"
#include "compat/ledger_file.hpp"
#include "compat/table.hpp"

namespace signalbox {
namespace {

using Options = cli::LedgerOptions;

std::vector<std::string> faults_of(const std::string& file) {
  const std::unique_ptr<SQLite::Database> ledger = open_ledger_read_only(file);
  if (is_newer(*ledger)) {
    throw LedgerError(LedgerError::Kind::newer,
                      "Ledger '" + file + "' is newer than this program, which cannot check it");
  }
  try {
    const SQLite::Transaction one_moment(*ledger);
    return imbalances(*ledger);
  } catch (const SQLite::Exception& error) {
    throw LedgerError(LedgerError::Kind::damaged,
                      "Ledger '" + file + "' is damaged: " + error.what());
  }
}

int fsck(const Options& options) {
  const std::vector<std::string> faults = faults_of(options.ledger);
  if (options.format == "json") {
    Table table{"faults", {{"fault"}}, {}, {}};
    for (const std::string& fault : faults) table.rows.push_back({Cell(fault)});
    std::cout << json_of(table);
  } else {
    for (const std::string& fault : faults) std::cout << fault << '\n';
    if (faults.empty()) std::cout << "The books balance.\n";
  }
  return faults.empty() ? kExitPass : kExitError;
}

}  // namespace

void add_ledger_fsck(cli::Command ledger, int& exit_code) {
  const auto options = std::make_shared<Options>();
  cli::Command command = ledger.subcommand("fsck", "Check that the ledger's books balance");
  cli::add_ledger_options(command, *options, {"text", "json"});
  command.footer(
      "Checks the file as it is: per machine and item, due = delivered + filtered + muted +\n"
      "failed + pending, and as much is due at the connections as at the signal, or, while a\n"
      "host counts, not more. Changes nothing.\n"
      "Exit codes: 0 they balance, 1 they do not, 2 usage, 17 the ledger is newer.");
  command.callback([options, &exit_code] { exit_code = fsck(*options); });
}

}  // namespace signalbox
