// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "cli/host_connection.hpp"
#include "cli/ledger_access.hpp"
#include "cli/named_values.hpp"
#include "cli/subcommands.hpp"
#include "compat/books.hpp"
#include "compat/compatibility.hpp"
#include "compat/stage_rows.hpp"

namespace signalbox::cli {
namespace {

namespace json = boost::json;

struct Options {
  std::string ledger = "signalbox.db";
  std::string admin;
  std::string name;
  std::string stage;
  std::string item = "default-connection";
  std::string client;
  std::string by = login_name();
};

constexpr std::string_view kEndsException = "default";

void print_rows(const std::vector<StageRow>& rows) {
  for (const StageRow& each : rows) {
    std::cout << word(each.item.kind) << '\t' << each.item.name << '\t' << word(each.stage)
              << (each.client.empty() ? "" : "\tclient " + each.client.substr(0, 16)) << '\n';
  }
  if (rows.empty()) std::cout << "Every item is active.\n";
}

int list(LedgerAccess& ledger) {
  if (ledger.host() == nullptr) {
    print_rows(stage_rows(ledger.file()));
    return kExitPass;
  }
  std::vector<StageRow> rows;
  const json::value told = ledger.host()->call("query-stages");
  for (const json::value& each : told.as_array()) {
    const json::object& row = each.as_object();
    const json::value* const client = row.if_contains("client");
    rows.push_back(
        {{*item_kind_of(row.at("item").as_string()), std::string(row.at("name").as_string())},
         {},
         *stage_of(row.at("stage").as_string()),
         client == nullptr ? "" : std::string(client->as_string())});
  }
  print_rows(rows);
  return kExitPass;
}

int ask_host(HostConnection& host, const Options& options) {
  json::object arguments{
      {"name", options.name}, {"stage", options.stage}, {"item", options.item}, {"by", options.by}};
  if (!options.client.empty()) arguments["client"] = options.client;
  host.call("set-stage", arguments);
  return kExitPass;
}

int write_file(const LedgerAccess& ledger, const Options& options) {
  StageChange change;
  change.item = {*item_kind_of(options.item), options.name};
  change.person = options.by;
  if (!options.client.empty()) change.client = ledger.client(options.client);
  change.ends_exception = !change.client.empty() && options.stage == kEndsException;
  const auto stage = stage_of(options.stage);
  if (!stage && !change.ends_exception) throw BadWord("'" + options.stage + "' is no stage");
  if (stage) change.stage = *stage;
  SQLite::Transaction transaction(ledger.file(), SQLite::TransactionBehavior::IMMEDIATE);
  const StageResult result = change_stage(ledger.file(), change, ledger_verdict, seconds_now());
  if (!result.refusal.empty()) throw CommandRefused("GenericError", result.refusal);
  transaction.commit();
  return kExitPass;
}

int run(const Options& options) {
  LedgerAccess ledger(options.ledger, options.admin);
  if (options.stage.empty()) return list(ledger);
  if (ledger.host() != nullptr) return ask_host(*ledger.host(), options);
  return write_file(ledger, options);
}

}  // namespace

void add_ledger_stage(Command ledger, int& exit_code) {
  const auto options = std::make_shared<Options>();
  Command command = ledger.subcommand(
      "stage", "Move an item on its way to removal, or say how far each has come");
  command.option("--ledger", options->ledger, "The ledger's file").show_default();
  command.option("--admin", options->admin, "The host's admin socket, if it is not found")
      .placeholder("SOCKET");
  Option name = command.option("EVENT", options->name, "'BLOCK_IO_ERROR', 'drive-backup'");
  const Option stage =
      command
          .option("STAGE", options->stage,
                  "active, announced, warned, brownout, hidden (of a command: reject), removed; "
                  "with --client also default: what holds for all")
          .needs(name);
  name.needs(stage);
  command.option("--item", options->item, "What of it")
      .one_of({"default-connection", "event", "command", "argument", "upstream-event"})
      .show_default();
  command.option("--client", options->client, "Hold this client alone to it").placeholder("NAME");
  command.option("--by", options->by, "Who decides").show_default();
  command.footer(
      "Asks the host that keeps the ledger, or, where none runs, writes the file.\n"
      "Exit codes: 0 done, 1 error, 2 usage, 3 refused: it cannot be removed yet.");
  command.callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace signalbox::cli
