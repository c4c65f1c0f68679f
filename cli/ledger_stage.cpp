// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "cli/command.hpp"
#include "cli/did_you_mean.hpp"
#include "cli/exit_code.hpp"
#include "cli/host_connection.hpp"
#include "cli/ledger_access.hpp"
#include "cli/ledger_options.hpp"
#include "cli/named_values.hpp"
#include "cli/pretty.hpp"
#include "cli/question.hpp"
#include "cli/server_choice.hpp"
#include "cli/subcommands.hpp"
#include "compat/books.hpp"
#include "compat/compatibility.hpp"
#include "compat/stage_rows.hpp"

namespace signalbox::cli {
namespace {

namespace json = boost::json;

struct Options : LedgerOptions {
  std::string admin;
  double timeout = 10;  // seconds; 0: for ever
  bool yes = false;
  std::string name;
  std::string stage;
  std::string item = "default-connection";
  std::string client;
  std::string by = login_name();
};

constexpr std::string_view kEndsException = "default";
const std::vector<std::string> kStages = {"active", "announced", "warned",  "brownout",
                                          "hidden", "reject",    "removed", "default"};

json::array json_of(const std::vector<StageRow>& rows) {
  json::array list;
  for (const StageRow& each : rows) {
    json::object row{
        {"item", word(each.item.kind)}, {"name", each.item.name}, {"stage", word(each.stage)}};
    if (!each.client.empty()) row["client"] = each.client;
    list.push_back(std::move(row));
  }
  return list;
}

void print_rows(const std::vector<StageRow>& rows, const std::string& format) {
  if (format == "json") {
    std::cout << plain(json_of(rows)) << '\n';
    return;
  }
  for (const StageRow& each : rows) {
    std::cout << word(each.item.kind) << '\t' << each.item.name << '\t' << word(each.stage)
              << (each.client.empty() ? "" : "\tclient " + each.client.substr(0, 16)) << '\n';
  }
  if (rows.empty()) std::cout << "Every item is active.\n";
}

int list(LedgerAccess& ledger, const Options& options) {
  if (ledger.host() == nullptr) {
    print_rows(stage_rows(ledger.file()), options.format);
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
  print_rows(rows, options.format);
  return kExitPass;
}

void ask_host(HostConnection& host, const Options& options) {
  json::object arguments{
      {"name", options.name}, {"stage", options.stage}, {"item", options.item}, {"by", options.by}};
  if (!options.client.empty()) arguments["client"] = options.client;
  host.call("set-stage", arguments);
}

void write_file(const LedgerAccess& ledger, const Options& options) {
  StageChange change;
  change.item = {*item_kind_of(options.item), options.name};
  change.person = options.by;
  if (!options.client.empty()) change.client = ledger.client(options.client);
  change.ends_exception = !change.client.empty() && options.stage == kEndsException;
  const auto stage = stage_of(options.stage);
  if (!stage && !change.ends_exception)
    throw BadWord(in_quotes(options.stage) + " is no stage" + did_you_mean(options.stage, kStages));
  if (stage) change.stage = *stage;
  SQLite::Transaction transaction(ledger.file(), SQLite::TransactionBehavior::IMMEDIATE);
  const StageResult result = change_stage(ledger.file(), change, ledger_verdict, seconds_now());
  if (!result.refusal.empty()) throw CommandRefused("GenericError", result.refusal);
  transaction.commit();
}

int run(const Options& options) {
  LedgerAccess ledger(options.ledger, options.admin, patience_of(options.timeout));
  if (options.stage.empty()) return list(ledger, options);
  if (options.stage == word(Stage::removed)) {
    ask_before("Clients get no " + in_quotes(options.name) + " any more once it is removed",
               options.yes);
  }
  if (ledger.host() != nullptr) {
    ask_host(*ledger.host(), options);
  } else {
    write_file(ledger, options);
  }
  json::object told{{"item", options.item}, {"name", options.name}, {"stage", options.stage}};
  if (!options.client.empty()) told["client"] = options.client;
  tell(options.format, told, "");
  return kExitPass;
}

}  // namespace

void add_ledger_stage(Command ledger, int& exit_code) {
  const auto options = std::make_shared<Options>();
  Command command = ledger.subcommand(
      "stage", "Move an item on its way to removal, or say how far each has come");
  add_ledger_options(command, *options, {"text", "json"});
  add_timeout(command, options->timeout);
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
  command.flag("--yes", options->yes, "Do not ask on a terminal before an item is removed");
  command.footer(
      "Asks the host that keeps the ledger, or, where none runs, writes the file.\n"
      "Exit codes: 0 done, 1 error, 2 usage, 3 refused: it cannot be removed yet.");
  command.callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace signalbox::cli
