// SPDX-License-Identifier: Apache-2.0
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
#include "cli/exit_code.hpp"
#include "cli/host_connection.hpp"
#include "cli/ledger_access.hpp"
#include "cli/ledger_options.hpp"
#include "cli/named_values.hpp"
#include "cli/pretty.hpp"
#include "cli/server_choice.hpp"
#include "cli/subcommands.hpp"
#include "cli/times.hpp"
#include "compat/books.hpp"
#include "compat/brownout_rows.hpp"

namespace signalbox::cli {
namespace {

namespace json = boost::json;

constexpr int kMostWindows = 1000;

struct Options : LedgerOptions {
  std::string admin;
  double timeout = 10;  // seconds; 0: for ever
  std::string name;
  std::string item = "default-connection";
  std::string client;
  std::string machine;
  std::string at = "now";
  std::string length;
  std::string every = "1d";
  int times = 1;
  std::string accept_lost_state;
  std::string by = login_name();
  std::int64_t id = 0;
};

std::int64_t plan_at(const LedgerAccess& ledger, const Options& options, std::int64_t starts,
                     std::int64_t ends) {
  if (HostConnection* const host = ledger.host()) {
    json::object arguments{{"name", options.name},
                           {"item", options.item},
                           {"starts", starts},
                           {"ends", ends},
                           {"by", options.by}};
    if (!options.client.empty()) arguments["client"] = options.client;
    if (!options.machine.empty()) arguments["machine"] = options.machine;
    if (!options.accept_lost_state.empty()) {
      arguments["accept-lost-state"] = options.accept_lost_state;
    }
    return host->call("plan-brownout", arguments).to_number<std::int64_t>();
  }
  Brownout brownout;
  brownout.item = {*item_kind_of(options.item), options.name};
  if (!options.client.empty()) brownout.client = ledger.client(options.client);
  brownout.machine = options.machine;
  brownout.starts = starts;
  brownout.ends = ends;
  brownout.loses_state = !options.accept_lost_state.empty();
  brownout.person = options.by;
  const std::string fault = plan_brownout(ledger.file(), brownout, seconds_now());
  if (!fault.empty()) throw CommandRefused("GenericError", fault);
  return static_cast<std::int64_t>(brownout.id);
}

int plan(const Options& options) {
  const std::int64_t starts = time_of(options.at, seconds_now());
  const std::int64_t length = duration_of(options.length);
  const std::int64_t every = duration_of(options.every);
  if (options.times > 1 && every <= length) throw BadWord("--every must be longer than --for");
  if (!options.accept_lost_state.empty() && options.accept_lost_state != options.client) {
    throw BadWord("--accept-lost-state must name the --client");
  }
  const LedgerAccess ledger(options.ledger, options.admin, patience_of(options.timeout));
  json::array planned;
  for (int i = 0; i < options.times; ++i) {
    const std::int64_t start = starts + i * every;
    const std::int64_t id = plan_at(ledger, options, start, start + length);
    planned.push_back(
        {{"id", id}, {"starts", time_text(start)}, {"ends", time_text(start + length)}});
    if (options.format == "json") continue;
    std::cout << id << '\t' << time_text(start) << '\t' << time_text(start + length) << '\n';
  }
  tell(options.format, {{"planned", std::move(planned)}}, "");
  return kExitPass;
}

json::object row_of(const Brownout& brownout) {
  json::object row{{"id", brownout.id},
                   {"name", brownout.item.name},
                   {"item", word(brownout.item.kind)},
                   {"starts", brownout.starts},
                   {"ends", brownout.ends}};
  if (!brownout.client.empty()) row["client"] = brownout.client;
  return row;
}

std::string text_at(const json::object& row, const char* key) {
  return std::string(row.at(key).as_string());
}

void print_row(const json::object& row) {
  const auto time = [&row](const char* key) {
    return time_text(row.at(key).to_number<std::int64_t>());
  };
  std::cout << row.at("id").to_number<std::int64_t>() << '\t' << text_at(row, "name") << '\t'
            << text_at(row, "item") << '\t' << time("starts") << '\t' << time("ends") << '\t'
            << (row.contains("client") ? "client " + text_at(row, "client").substr(0, 16)
                                       : "all clients")
            << '\n';
}

json::array all_brownouts(const LedgerAccess& ledger) {
  if (ledger.host() != nullptr) return ledger.host()->call("query-brownouts").as_array();
  json::array rows;
  for (const Brownout& each : brownouts(ledger.file(), seconds_now())) rows.push_back(row_of(each));
  return rows;
}

// Times are numbers in JSON as query-brownouts has them: seconds since 1970-01-01 UTC.
int list(const Options& options) {
  const LedgerAccess ledger(options.ledger, options.admin, patience_of(options.timeout));
  const json::array rows = all_brownouts(ledger);
  if (options.format == "json") {
    std::cout << plain(rows) << '\n';
    return kExitPass;
  }
  for (const json::value& each : rows) print_row(each.as_object());
  return kExitPass;
}

int cancel(const Options& options) {
  const LedgerAccess ledger(options.ledger, options.admin, patience_of(options.timeout));
  if (HostConnection* const host = ledger.host()) {
    host->call("cancel-brownout", {{"brownout", options.id}});
  } else if (!cancel_brownout(ledger.file(), static_cast<std::uint64_t>(options.id),
                              seconds_now())) {
    throw CommandRefused("GenericError", "Brownout " + std::to_string(options.id) +
                                             " is neither to come nor under way");
  }
  tell(options.format, {{"cancelled", options.id}}, "");
  return kExitPass;
}

void add_file(Command command, Options& options) {
  add_ledger_options(command, options, {"text", "json"});
  add_timeout(command, options.timeout);
  command.option("--admin", options.admin, "The host's admin socket, if it is not found")
      .placeholder("SOCKET");
}

}  // namespace

void add_ledger_brownout(Command ledger, int& exit_code) {
  const auto options = std::make_shared<Options>();
  Command command =
      ledger.subcommand("brownout", "Plan windows in which an item is withheld as if it were gone");
  command.require_subcommand();

  Command planning = command.subcommand("plan", "Plan one, or several");
  add_file(planning, *options);
  planning.option("EVENT", options->name, "An item in stage brownout").required();
  planning.option("--for", options->length, "How long: 90s, 30m, 2h, 7d").required();
  planning.option("--at", options->at, "When: now, +2h, or 2026-01-31T20:00 in UTC").show_default();
  planning.option("--times", options->times, "How often").in_range(1, kMostWindows).show_default();
  planning.option("--every", options->every, "From one start to the next").show_default();
  planning.option("--client", options->client, "Of this client alone").placeholder("NAME");
  planning.option("--machine", options->machine, "At this machine alone").placeholder("NAME");
  planning.option("--item", options->item, "What of it")
      .one_of({"default-connection", "event", "command", "argument", "upstream-event"})
      .show_default();
  planning
      .option("--accept-lost-state", options->accept_lost_state,
              "The event carries the machine's state, and this client may miss it")
      .placeholder("CLIENT");
  planning.option("--by", options->by, "Who plans it").show_default();
  planning.callback([options, &exit_code] { exit_code = plan(*options); });

  Command listing = command.subcommand("list", "Those to come and under way");
  add_file(listing, *options);
  listing.callback([options, &exit_code] { exit_code = list(*options); });

  Command cancelling = command.subcommand("cancel", "One to come, or under way");
  add_file(cancelling, *options);
  cancelling.option("ID", options->id, "Its number").required();
  cancelling.callback([options, &exit_code] { exit_code = cancel(*options); });
  command.footer("Exit codes: 0 done, 1 error, 2 usage, 3 refused.");
}

}  // namespace signalbox::cli
