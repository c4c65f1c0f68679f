// SPDX-License-Identifier: Apache-2.0
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
#include "cli/times.hpp"
#include "compat/books.hpp"
#include "compat/brownout_rows.hpp"

namespace signalbox::cli {
namespace {

namespace json = boost::json;

constexpr int kMostWindows = 1000;

struct Options {
  std::string ledger = "signalbox.db";
  std::string admin;
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
  const LedgerAccess ledger(options.ledger, options.admin);
  for (int i = 0; i < options.times; ++i) {
    const std::int64_t start = starts + i * every;
    const std::int64_t id = plan_at(ledger, options, start, start + length);
    std::cout << id << '\t' << time_text(start) << '\t' << time_text(start + length) << '\n';
  }
  return kExitPass;
}

void print_row(std::int64_t id, std::string_view name, std::string_view item, std::int64_t starts,
               std::int64_t ends, std::string_view client) {
  std::cout << id << '\t' << name << '\t' << item << '\t' << time_text(starts) << '\t'
            << time_text(ends) << '\t'
            << (client.empty() ? "all clients" : "client " + std::string(client.substr(0, 16)))
            << '\n';
}

int list(const Options& options) {
  const LedgerAccess ledger(options.ledger, options.admin);
  if (ledger.host() == nullptr) {
    for (const Brownout& each : brownouts(ledger.file(), seconds_now())) {
      print_row(static_cast<std::int64_t>(each.id), each.item.name, word(each.item.kind),
                each.starts, each.ends, each.client);
    }
    return kExitPass;
  }
  const json::value told = ledger.host()->call("query-brownouts");
  for (const json::value& each : told.as_array()) {
    const json::object& row = each.as_object();
    const json::value* const client = row.if_contains("client");
    const auto text = [&row](const char* key) -> std::string_view {
      return row.at(key).as_string();
    };
    const auto number = [&row](const char* key) { return row.at(key).to_number<std::int64_t>(); };
    print_row(number("id"), text("name"), text("item"), number("starts"), number("ends"),
              client == nullptr ? std::string_view() : std::string_view(client->as_string()));
  }
  return kExitPass;
}

int cancel(const Options& options) {
  const LedgerAccess ledger(options.ledger, options.admin);
  if (HostConnection* const host = ledger.host()) {
    host->call("cancel-brownout", {{"brownout", options.id}});
    return kExitPass;
  }
  if (cancel_brownout(ledger.file(), static_cast<std::uint64_t>(options.id), seconds_now())) {
    return kExitPass;
  }
  throw CommandRefused("GenericError", "Brownout " + std::to_string(options.id) +
                                           " is neither to come nor under way");
}

void add_file(Command command, Options& options) {
  command.option("--ledger", options.ledger, "The ledger's file").show_default();
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
