// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>

#include "cli/command.hpp"
#include "cli/decision_time.hpp"
#include "cli/exit_code.hpp"
#include "cli/ledger_options.hpp"
#include "cli/subcommands.hpp"
#include "compat/decisions.hpp"
#include "compat/ledger_file.hpp"

namespace signalbox::cli {
namespace {

struct Options {
  LedgerOptions ledger;
  Thresholds thresholds;
  Decider decider;
  std::string client;
  std::string item;
  std::string kind;
  bool dormant = false;
};

// The clients that block an item only because nobody has seen them for long.
std::set<std::int64_t> dormant_clients(const Options& options,
                                       const std::vector<std::int64_t>& items) {
  std::set<std::int64_t> clients;
  const std::unique_ptr<Judgement> judgement =
      judge_ledger(options.ledger.ledger, options.thresholds);
  for (const ItemVerdict& verdict : judgement->verdicts) {
    if (std::find(items.begin(), items.end(), verdict.item->id) == items.end()) continue;
    for (const Standing& each : verdict.standings) {
      const bool blocks = each.is_dormant && each.verdict == Verdict::unproven &&
                          each.exclusion == Standing::Exclusion::none;
      if (blocks) clients.insert(each.subject->client);
    }
  }
  return clients;
}

void resolve(const Options& options) {
  const std::unique_ptr<SQLite::Database> ledger = open_ledger_to_amend(options.ledger.ledger);
  const std::vector<std::int64_t> items = find_items(*ledger, options.item, options.kind);
  std::vector<std::int64_t> clients;
  if (options.dormant) {
    const std::set<std::int64_t> found = dormant_clients(options, items);
    clients.assign(found.begin(), found.end());
  } else {
    clients.push_back(find_client(*ledger, options.client));
  }
  const DecisionTime time = time_of_decision(options.ledger.ledger, clients, items);
  signalbox::resolve(*ledger, clients, items, options.decider.person, options.decider.reason,
                     time.at);
  warn_of_connected(time);
  tell(options.ledger.format, {{"item", options.item}, {"clients", clients.size()}},
       "Resolved for " + std::to_string(clients.size()) +
           (clients.size() == 1 ? " client" : " clients") + ": from now on their use of " +
           options.item + " is counted anew.\n");
}

}  // namespace

void add_ledger_resolve(Command ledger, int& exit_code) {
  const auto options = std::make_shared<Options>();
  Command command = ledger.subcommand(
      "resolve", "Say that a client is dealt with: its use of an item is counted anew");
  add_ledger_options(command, options->ledger, {"text", "json"});
  command.option("ITEM", options->item, "As BLOCK_IO_ERROR").required();
  Option client =
      command.option("--client", options->client, "A name, or the start of a fingerprint");
  const Option dormant = command.flag("--dormant", options->dormant,
                                      "All clients that are in the way for not being seen alone");
  client.excludes(dormant);
  command.option("--kind", options->kind, "Only its 'default-connection', or only the 'event'");
  add_decider(command, options->decider);
  add_thresholds(command, options->thresholds);
  command.footer(
      "A client that is seen again with the item is back in the report. May be done beside a\n"
      "running host, but not while the client is connected with it. Exit codes: 0 done, 1 error, 2 "
      "usage, 16 migrate first, 17 the ledger is "
      "newer.");
  command.callback([options, &exit_code] {
    if (options->client.empty() && !options->dormant) {
      fail_without("--client or --dormant");
    }
    resolve(*options);
    exit_code = kExitPass;
  });
}

}  // namespace signalbox::cli
