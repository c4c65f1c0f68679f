// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iostream>
#include <memory>
#include <string>

#include <boost/json.hpp>

#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "cli/host_connection.hpp"
#include "cli/pretty.hpp"
#include "cli/server_choice.hpp"
#include "cli/subcommands.hpp"
#include "wire/printable.hpp"

namespace signalbox::cli {
namespace {

struct Options {
  ServerChoice server;
  bool json = false;
};

std::string text(const boost::json::value& plugin, const char* member) {
  return printable(plugin.at(member).as_string());
}

// Three columns, without a heading: for cut and awk as much as for the eye.
void print_table(const boost::json::array& plugins) {
  std::size_t name_width = 0;
  std::size_t version_width = 0;
  for (const boost::json::value& each : plugins) {
    name_width = std::max(name_width, text(each, "name").size());
    version_width = std::max(version_width, text(each, "version").size());
  }
  for (const boost::json::value& each : plugins) {
    std::string name = text(each, "name");
    std::string version = text(each, "version");
    name.resize(name_width + 2, ' ');
    version.resize(version_width + 2, ' ');
    std::cout << name << version << text(each, "file") << '\n';
  }
}

int run(const Options& options) {
  HostConnection host(options.server.socket, options.server.patience());
  host.negotiate(false);
  const boost::json::value plugins = host.call("query-plugins");
  if (options.json) {
    std::cout << plain(plugins) << '\n';
  } else {
    print_table(plugins.as_array());
  }
  return kExitPass;
}

}  // namespace

void add_plugin_list(Command plugin, int& exit_code) {
  const auto options = std::make_shared<Options>();
  Command command =
      plugin.subcommand("list", "Print the plugins of a machine: name, version, file");
  add_server(command, options->server, "Of the machine");
  command.formats(options->json);
  command.footer("Exit codes: 0 printed, 1 no host, 2 usage, 3 the host answered with an error.");
  command.callback([options, &exit_code] {
    settle(options->server);
    exit_code = run(*options);
  });
}

}  // namespace signalbox::cli
