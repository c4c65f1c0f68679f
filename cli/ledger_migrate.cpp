// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <memory>
#include <string>

#include <SQLiteCpp/SQLiteCpp.h>
#include <boost/json.hpp>

#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "cli/ledger_options.hpp"
#include "cli/subcommands.hpp"
#include "compat/ledger_error.hpp"
#include "compat/ledger_file.hpp"
#include "compat/ledger_view.hpp"
#include "compat/offline_ledger.hpp"
#include "migrations/migrations.hpp"

namespace signalbox::cli {
namespace {

namespace json = boost::json;

struct Options {
  LedgerOptions ledger;
  bool dry_run = false;
  bool check = false;
};

int version_of(const std::string& file) {
  const std::unique_ptr<SQLite::Database> ledger = open_ledger_read_only(file);
  if (is_newer(*ledger)) {
    throw LedgerError(LedgerError::Kind::newer, "Ledger '" + file + "' is newer than this program");
  }
  return ledger->execAndGet("PRAGMA user_version");
}

// Prints the migrations of a ledger that are pending or were made, and the version of its schema.
int tell_of(const Options& options, const json::array& pending, int version,
            const std::string& sentence) {
  tell(options.ledger.format, {{"version", version}, {"pending", pending}}, sentence + "\n");
  return kExitPass;
}

int migrate(const Options& options) {
  const std::string& file = options.ledger.ledger;
  const int version = version_of(file);
  const int last = migrations().back().number;
  json::array pending;
  for (const Migration& step : migrations()) {
    if (step.number <= version) continue;
    pending.push_back({{"number", step.number}, {"name", step.name}});
    if (options.ledger.format == "text") std::cout << step.number << ' ' << step.name << '\n';
  }
  if (version == last) {
    return tell_of(options, pending, last,
                   "Nothing is pending: version " + std::to_string(last) + ".");
  }
  if (options.check) {
    if (options.ledger.format == "json") tell_of(options, pending, version, "");
    return kExitPending;
  }
  if (options.dry_run) {
    view_ledger(file);  // a copy, with every step applied
    return tell_of(options, pending, version, "Tried on a copy; the file is as it was.");
  }
  const OfflineLedger ledger(file, seconds_now());
  return tell_of(options, pending, last, "Version " + std::to_string(last) + ".");
}

}  // namespace

void add_ledger_migrate(Command ledger, int& exit_code) {
  const auto options = std::make_shared<Options>();
  Command command =
      ledger.subcommand("migrate", "Bring a ledger of no running host to this version");
  add_ledger_options(command, options->ledger, {"text", "json"});
  const Option dry_run =
      command.flag("--dry-run", options->dry_run, "Try it on a copy, and keep nothing");
  command.flag("--check", options->check, "Only say whether there is something to do")
      .excludes(dry_run);
  command.footer(
      "Before the first step the file is copied to FILE.vN-TIME.backup. A host that starts does "
      "the\n"
      "same. Exit codes: 0 done, 1 error, 2 usage, 16 there is something to do, 17 newer.");
  command.callback([options, &exit_code] { exit_code = migrate(*options); });
}

}  // namespace signalbox::cli
