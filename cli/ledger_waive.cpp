// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <optional>
#include <string>

#include <SQLiteCpp/SQLiteCpp.h>

#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "cli/ledger_options.hpp"
#include "cli/subcommands.hpp"
#include "cli/times.hpp"
#include "compat/decisions.hpp"
#include "compat/ledger_file.hpp"
#include "compat/utc.hpp"

namespace signalbox::cli {
namespace {

constexpr int kMostDays = 400;  // a business period: then somebody has to look at it again

struct Options {
  LedgerOptions ledger;
  Decider decider;
  std::string client;
  std::string item;
  std::string kind;
  bool all = false;
  int days = 0;
};

void waive(const Options& options) {
  const std::unique_ptr<SQLite::Database> ledger = open_ledger_to_amend(options.ledger.ledger);
  std::optional<std::int64_t> client;
  if (!options.all) client = find_client(*ledger, options.client);
  const std::int64_t now = seconds_now();
  const std::int64_t expires = now + options.days * kSecondsPerDay;
  signalbox::waive(*ledger, client, find_items(*ledger, options.item, options.kind),
                   options.decider.person, options.decider.reason, now, expires);
  tell(options.ledger.format, {{"item", options.item}, {"expires", time_text(expires)}},
       "Waived until " + minute_text(expires) + " UTC.\n");
}

}  // namespace

void add_ledger_waive(Command ledger, int& exit_code) {
  const auto options = std::make_shared<Options>();
  Command command = ledger.subcommand(
      "waive", "Answer for removing an item regardless of a client, for some days");
  add_ledger_options(command, options->ledger, {"text", "json"});
  command.option("ITEM", options->item, "As BLOCK_IO_ERROR").required();
  Option client =
      command.option("--client", options->client, "A name, or the start of a fingerprint");
  const Option all = command.flag("--all-clients", options->all, "Whoever it is");
  client.excludes(all);
  command.option("--kind", options->kind, "Only its 'default-connection', or only the 'event'");
  command.option("--days", options->days, "For how long").required().in_range(1, kMostDays);
  add_decider(command, options->decider);
  command.footer(
      "May be done beside a running host. Exit codes: 0 done, 1 error, 2 usage, 16 migrate first,\n"
      "17 the ledger is newer.");
  command.callback([options, &exit_code] {
    if (options->client.empty() && !options->all) {
      fail_without("--client or --all-clients");
    }
    waive(*options);
    exit_code = kExitPass;
  });
}

}  // namespace signalbox::cli
