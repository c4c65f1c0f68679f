// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <SQLiteCpp/SQLiteCpp.h>

#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "cli/ledger_options.hpp"
#include "cli/subcommands.hpp"
#include "compat/ledger_file.hpp"
#include "compat/prune.hpp"
#include "compat/utc.hpp"

namespace signalbox::cli {

void add_ledger_prune(Command ledger, int& exit_code) {
  constexpr int kDays = 400;  // a business period
  constexpr int kMostDays = 36'500;
  struct Options {
    LedgerOptions ledger;
    int days = kDays;
  };
  const auto options = std::make_shared<Options>();
  Command command =
      ledger.subcommand("prune", "Make one of old days and of old sessions that are alike");
  add_ledger_options(command, options->ledger, {"text", "json"});
  command.option("--keep-days", options->days, "Days that are kept as they are")
      .in_range(1, kMostDays)
      .show_default();
  command.footer(
      "Totals and verdicts stay. May be done beside a running host. The file gets no smaller; its\n"
      "room is used again. Exit codes: 0 done, 1 error, 2 usage, 16 migrate first, 17 newer.");
  command.callback([options, &exit_code] {
    const auto file = open_ledger_to_amend(options->ledger.ledger);
    const Pruned pruned = prune(*file, seconds_now() - options->days * kSecondsPerDay);
    tell(options->ledger.format, {{"days", pruned.days}, {"sessions", pruned.sessions}},
         "Gone: " + std::to_string(pruned.days) + " rows of days, " +
             std::to_string(pruned.sessions) + " rows of sessions.\n");
    exit_code = kExitPass;
  });
}

}  // namespace signalbox::cli
