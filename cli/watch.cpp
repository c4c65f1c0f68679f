// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "cli/command.hpp"
#include "cli/did_you_mean.hpp"
#include "cli/exit_code.hpp"
#include "cli/host_commands.hpp"
#include "cli/host_connection.hpp"
#include "cli/host_schema.hpp"
#include "cli/named_values.hpp"
#include "cli/plain_watch.hpp"
#include "cli/pretty.hpp"
#include "cli/server_choice.hpp"
#include "cli/signal_words.hpp"
#include "cli/subcommands.hpp"
#include "schema/names.hpp"

namespace signalbox::cli {
namespace {

constexpr std::chrono::milliseconds for_ever{-1};

struct Options {
  ServerChoice server;
  std::vector<std::string> words;
  std::vector<std::string> where;
  std::uint64_t count = 0;  // 0: all
  bool json = false;
};

std::string connect(HostConnection& host, const HostSchema& schema, const WantedSignal& wanted,
                    const std::vector<std::string>& where) {
  const auto forms = schema.arguments_of(wanted.name + "-connect");
  boost::json::object request{{"signal", wanted.name}};
  const boost::json::object arguments =
      named_values(wanted.arguments, forms.value_or(std::vector<ArgumentForm>()));
  if (!arguments.empty()) request["arguments"] = arguments;
  if (!where.empty()) request["where"] = named_values(where);
  try {
    return std::string(host.call("signal-connect", request).as_string());
  } catch (const CommandRefused& refused) {
    const std::vector<std::string> known = signal_names(host);
    if (std::find(known.begin(), known.end(), wanted.name) != known.end()) throw;
    throw CommandRefused(refused.error_class, refused.what() + did_you_mean(wanted.name, known));
  }
}

void show(const boost::json::object& event, const Options& options) {
  static const bool colours = wants_colours(STDOUT_FILENO);
  std::cout << (options.json ? plain(event) : one_line(event, colours)) << std::endl;
}

// Follows all events of a server that has no signals, and shows those that are wanted.
void follow_plain(HostConnection& host, const PlainWatch& watch, const Options& options) {
  for (std::uint64_t seen = 0; options.count == 0 || seen < options.count;) {
    const auto event = host.next_event(for_ever);
    if (!event || !watch.wants(*event)) continue;
    show(*event, options);
    if (!std::cout) return;
    ++seen;
  }
}

// Follows the connections until there are none, or until enough has come.
void follow(HostConnection& host, std::set<std::string> tags, const Options& options) {
  std::uint64_t seen = 0;
  while (!tags.empty() && (options.count == 0 || seen < options.count)) {
    const auto event = host.next_event(for_ever);
    if (!event) continue;
    show(*event, options);
    if (!std::cout) return;
    ++seen;
    const boost::json::value* const tag = event->if_contains("tag");
    if (tag != nullptr && event->at("event") == "SIGNAL_DISCONNECTED") {
      tags.erase(std::string(tag->as_string()));
    }
  }
}

// Puts the signal in the place of an event's wire name, as BLOCK_IO_ERROR: the first one that the
// server lists for that event.
void find_signals(HostConnection& host, std::vector<WantedSignal>& wanted) {
  const auto is_event = [](const WantedSignal& each) { return schema::is_upper_case(each.name); };
  if (std::none_of(wanted.begin(), wanted.end(), is_event)) return;
  const boost::json::value signals = host.call("query-signals");
  for (WantedSignal& each : wanted) {
    if (!is_event(each)) continue;
    std::vector<std::string> known;
    for (const boost::json::value& signal : signals.as_array()) {
      known.emplace_back(signal.at("event").as_string());
      if (known.back() == each.name) each.name = std::string(signal.at("name").as_string());
    }
    if (is_event(each)) {
      throw BadWord("no signal has the event " + in_quotes(each.name) +
                    did_you_mean(each.name, known));
    }
  }
}

int run(const Options& options) {
  HostConnection host(options.server.socket, options.server.patience());
  host.negotiate(false);
  const HostSchema schema = HostSchema::of(host);
  std::vector<WantedSignal> wanted = wanted_signals(options.words);
  if (!host.knows_signals()) {
    const PlainWatch watch(wanted, options.where, schema);
    std::cerr << "plain QMP server: filtered here" << std::endl;
    follow_plain(host, watch, options);
    return kExitPass;
  }
  find_signals(host, wanted);
  std::set<std::string> tags;
  for (const WantedSignal& each : wanted) {
    tags.insert(connect(host, schema, each, options.where));
  }
  if (!options.json) std::cerr << "connected; ^C ends" << std::endl;
  follow(host, std::move(tags), options);
  return kExitPass;
}

}  // namespace

void add_watch(Command app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  Command command = app.subcommand("watch", "Connect to signals and print their events");
  add_server(command, options->server, "Of a machine or of a QEMU");
  command
      .option(
          "SIGNALS", options->words,
          "As `signalbox signals` lists it, or its event, with its arguments; several may follow "
          "each other")
      .placeholder("SIGNAL [NAME=VALUE ...] ...");
  command
      .option("--where", options->where,
              "Only events whose data member NAME is VALUE; may be repeated")
      .placeholder("NAME=VALUE")
      .one_value();
  command.option("--count", options->count, "End after so many events").placeholder("N");
  command.formats(options->json, "Print each event as one line of JSON, as it came");
  command.footer(
      "Ends when all that was connected has gone. Exit codes: 0 ended so or by --count, 1 no host "
      "or\n"
      "the host has gone, 2 usage, 3 the host refused to connect.");
  command.callback([options, &exit_code] {
    settle(options->server, options->words);
    if (options->words.empty()) fail_without("SIGNAL");
    exit_code = run(*options);
  });
}

}  // namespace signalbox::cli
