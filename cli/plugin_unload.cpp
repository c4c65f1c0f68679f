// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <memory>
#include <string>

#include <boost/json/object.hpp>

#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "cli/host_connection.hpp"
#include "cli/pretty.hpp"
#include "cli/server_choice.hpp"
#include "cli/subcommands.hpp"

namespace signalbox::cli {
namespace {

struct Options {
  ServerChoice server;
  std::string plugin;
  std::string machine;
  bool json = false;
};

int run(const Options& options) {
  HostConnection host(options.server.socket, options.server.patience());
  host.negotiate(false);
  boost::json::object arguments{{"plugin", options.plugin}};
  if (!options.machine.empty()) arguments["machine"] = options.machine;
  host.call("plugin-unload", arguments);
  if (options.json) std::cout << plain({{"unloaded", options.plugin}}) << std::endl;
  return kExitPass;
}

}  // namespace

void add_plugin_unload(Command plugin, int& exit_code) {
  const auto options = std::make_shared<Options>();
  Command command = plugin.subcommand("unload", "End a plugin; its clients hear of it");
  command.option("SOCKET", options->server.socket, "Of the host's admin listener").required();
  command.option("PLUGIN", options->plugin, "Its name, as 'plugin list' prints it").required();
  command.option("--machine", options->machine, "Where the host has more than one")
      .placeholder("NAME");
  add_timeout(command, options->server.timeout);
  command.formats(options->json);
  command.footer("Exit codes: 0 done, 1 no host, 2 usage, 3 refused.");
  command.callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace signalbox::cli
