// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "cli/host_connection.hpp"
#include "cli/host_schema.hpp"
#include "cli/named_values.hpp"
#include "cli/pretty.hpp"
#include "cli/subcommands.hpp"

namespace signalbox::cli {
namespace {

struct Options {
  std::string socket;
  std::string command;
  std::vector<std::string> arguments;
  bool json = false;
};

int run(const Options& options) {
  HostConnection host(options.socket);
  host.negotiate(false);
  std::vector<ArgumentForm> forms;
  if (!options.arguments.empty()) {
    forms = HostSchema::of(host).arguments_of(options.command).value_or(forms);
  }
  const boost::json::value result =
      host.call(options.command, named_values(options.arguments, forms));
  std::cout << (options.json ? plain(result) : pretty(result, wants_colours(STDOUT_FILENO)))
            << std::endl;
  return kExitPass;
}

}  // namespace

void add_call(Command app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  Command command = app.subcommand("call", "Run one command and print what it returns");
  command.option("SOCKET", options->socket, "Of a machine or of the admin listener").required();
  command.option("COMMAND", options->command, "As query-commands lists it").required();
  command
      .option("ARGUMENTS", options->arguments,
              "Its arguments; NAME:=JSON for what is not read as meant")
      .placeholder("NAME=VALUE ...");
  command.flag("--json", options->json, "Print one line of JSON");
  command.footer(
      "Exit codes: 0 it returned, 1 no host, 2 usage, 3 the host answered with an error.");
  command.callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace signalbox::cli
