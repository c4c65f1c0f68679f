// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "cli/explained.hpp"
#include "cli/host_connection.hpp"
#include "cli/host_schema.hpp"
#include "cli/named_values.hpp"
#include "cli/pretty.hpp"
#include "cli/server_choice.hpp"
#include "cli/subcommands.hpp"

namespace signalbox::cli {
namespace {

struct Options {
  ServerChoice server;
  std::string command;
  std::vector<std::string> arguments;
  bool json = false;
};

int run(const Options& options) {
  HostConnection host(options.server.socket, options.server.patience());
  host.negotiate(false);
  std::vector<ArgumentForm> forms;
  if (!options.arguments.empty()) {
    forms = HostSchema::of(host).arguments_of(options.command).value_or(forms);
  }
  const boost::json::object arguments = named_values(options.arguments, forms);
  try {
    const boost::json::value result = host.call(options.command, arguments);
    std::cout << (options.json ? plain(result) : pretty(result, wants_colours(STDOUT_FILENO)))
              << std::endl;
  } catch (const CommandRefused& refused) {
    std::vector<std::string> words = options.arguments;
    words.insert(words.begin(), options.command);
    throw explained(refused, host, words, {});
  }
  return kExitPass;
}

}  // namespace

void add_call(Command app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  Command command = app.subcommand("call", "Run one command and print what it returns");
  add_server(command, options->server, "Of a machine, of the admin listener or of a QEMU");
  command.option("COMMAND", options->command, "As query-commands lists it; required");
  command
      .option("ARGUMENTS", options->arguments,
              "Its arguments; NAME:=JSON for what is not read as meant")
      .placeholder("NAME=VALUE ...");
  command.formats(options->json);
  command.footer(
      "Exit codes: 0 it returned, 1 no host, 2 usage, 3 the host answered with an error.");
  command.callback([options, &exit_code] {
    std::vector<std::string> words = options->arguments;
    if (!options->command.empty()) words.insert(words.begin(), options->command);
    settle(options->server, words);
    if (words.empty()) fail_without("COMMAND");
    options->command = words.front();
    options->arguments.assign(words.begin() + 1, words.end());
    exit_code = run(*options);
  });
}

}  // namespace signalbox::cli
