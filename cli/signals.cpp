// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <iostream>
#include <memory>
#include <string>

#include <boost/json.hpp>

#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "cli/host_connection.hpp"
#include "cli/host_schema.hpp"
#include "cli/ledger_options.hpp"
#include "cli/plain_watch.hpp"
#include "cli/server_choice.hpp"
#include "cli/subcommands.hpp"
#include "compat/table.hpp"
#include "wire/event_schema.hpp"

namespace signalbox::cli {
namespace {

namespace json = boost::json;

struct Options {
  ServerChoice server;
  std::string format;
};

// "device=string [node=string]"
std::string arguments_text(const json::object& signal) {
  std::string text;
  const json::value* const arguments = signal.if_contains("arguments");
  if (arguments == nullptr || !arguments->is_array()) return text;
  for (const json::value& each : arguments->get_array()) {
    const json::value* const optional = each.as_object().if_contains("optional");
    const std::string one =
        std::string(each.at("name").as_string()) + "=" + std::string(each.at("type").as_string());
    const bool may_lack = optional != nullptr && optional->is_bool() && optional->get_bool();
    text += (text.empty() ? "" : " ") + (may_lack ? "[" + one + "]" : one);
  }
  return text;
}

Cell text_cell(const json::object& signal, const char* member) {
  const json::value* const value = signal.if_contains(member);
  if (value == nullptr || !value->is_string()) return {};
  return std::string(value->get_string());
}

Table table_of(const json::array& signals) {
  Table table{"signals",
              {{"signal"}, {"arguments"}, {"event"}, {"successor"}, {"legacy"}, {"plugin"}},
              {},
              {}};
  for (const json::value& each : signals) {
    const json::object& signal = each.as_object();
    const std::string arguments = arguments_text(signal);
    const json::value* const legacy = signal.if_contains("legacy");
    const bool is_legacy = legacy != nullptr && legacy->is_bool() && legacy->get_bool();
    table.rows.push_back({text_cell(signal, "name"), arguments.empty() ? Cell() : Cell(arguments),
                          text_cell(signal, "event"), text_cell(signal, "successor"),
                          is_legacy ? Cell(std::string("legacy")) : Cell(),
                          text_cell(signal, "plugin")});
  }
  return table;
}

// The events in the schema of a plain QMP server: `watch` filters those by itself.
Table table_of_plain(const HostSchema& schema) {
  Table table{"signals", {{"signal"}, {"event"}}, {}, {}};
  for (const std::string& event : schema.events()) {
    table.rows.push_back({accessor_name(event), event});
  }
  return table;
}

int run(const Options& options) {
  HostConnection host(options.server.socket, options.server.patience());
  host.negotiate(false);
  if (!host.knows_signals()) {
    std::cerr << "plain QMP server: these are its events, which watch filters here" << std::endl;
    std::cout << formatted(table_of_plain(HostSchema::of(host)), options.format);
    return kExitPass;
  }
  std::cout << formatted(table_of(host.call("query-signals").as_array()), options.format);
  return kExitPass;
}

}  // namespace

void add_signals(Command app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  Command command = app.subcommand(
      "signals", "Print the signals that can be watched: arguments, event, successor, plugin");
  add_server(command, options->server, "Of a machine or of a QEMU");
  command.formats(options->format, {"text", "json", "csv", "markdown"});
  command.footer("Exit codes: 0 printed, 1 no host, 2 usage, 3 the host answered with an error.");
  command.callback([options, &exit_code] {
    settle(options->server);
    exit_code = run(*options);
  });
}

}  // namespace signalbox::cli
