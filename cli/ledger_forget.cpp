// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>

#include <SQLiteCpp/SQLiteCpp.h>

#include "cli/command.hpp"
#include "cli/decision_time.hpp"
#include "cli/did_you_mean.hpp"
#include "cli/exit_code.hpp"
#include "cli/ledger_options.hpp"
#include "cli/question.hpp"
#include "cli/subcommands.hpp"
#include "compat/decisions.hpp"
#include "compat/forget.hpp"
#include "compat/ledger_file.hpp"

namespace signalbox::cli {

void add_ledger_forget(Command ledger, int& exit_code) {
  struct Options {
    LedgerOptions ledger;
    Decider decider;
    std::string client;
    bool yes = false;
  };
  const auto options = std::make_shared<Options>();
  Command command =
      ledger.subcommand("forget", "Delete a client that is gone; its counts stay, nameless");
  add_ledger_options(command, options->ledger, {"text", "json"});
  command.option("CLIENT", options->client, "A name, or the start of a fingerprint").required();
  add_decider(command, options->decider);
  command.flag("--yes", options->yes, "Do not ask on a terminal");
  command.footer(
      "Backups that were made before still have it. May be done beside a running host, but not\n"
      "while the client is connected. Exit codes: 0 done, 1 error, 2 usage, 16 migrate first,\n"
      "17 the ledger is newer.");
  command.callback([options, &exit_code] {
    const auto file = open_ledger_to_amend(options->ledger.ledger);
    const std::int64_t client = find_client(*file, options->client);
    ask_before("This deletes client " + in_quotes(options->client) + " from the ledger",
               options->yes);
    forget(*file, client, options->decider.person, options->decider.reason,
           time_of_decision(options->ledger.ledger, {client}, {}).at);
    tell(options->ledger.format, {{"forgotten", options->client}}, "Forgotten.\n");
    exit_code = kExitPass;
  });
}

}  // namespace signalbox::cli
