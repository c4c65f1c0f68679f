// SPDX-License-Identifier: Apache-2.0
#include "host/command_line.hpp"

#include <algorithm>
#include <iostream>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <boost/property_tree/ptree.hpp>

#include "host/listen_address.hpp"
#include "host/log.hpp"
#include "host/machine_name.hpp"
#include "host/nearest_key.hpp"
#include "host/plugin_option.hpp"
#include "host/tree_json.hpp"
#include "wire/printable.hpp"

namespace signalbox {
namespace {

namespace fs = std::filesystem;
using boost::property_tree::ptree;

constexpr const char* footer =
    "Exit status: 0 stopped cleanly, 1 failed while running, 2 wrong usage or configuration.\n\n"
    "Examples:\n"
    "  signalboxd --config /etc/signalbox/signalbox.info --check-config\n"
    "  signalboxd --listen unix:qmp.sock --plugin legacy --plugin-dir plugins --ledger "
    "signalbox.db\n"
    "  signalboxd --listen unix:qmp.sock --upstream unix:/run/vm1.qmp";

// The words as CLI11 gives them.
struct Words {
  std::string config;
  std::string name = "default";
  std::vector<std::string> listen;
  std::vector<std::string> plugins;
  std::vector<std::string> plugin_dirs;
  std::vector<std::string> upstreams;
  std::vector<std::string> admin;
  std::vector<std::string> metrics;
  std::string ledger;
  std::string audit;
  std::string log_level;
  std::string log_file;
  bool insecure = false;
};

ListenerConfig listener(const std::string& option, const std::string& text, bool insecure) {
  const std::optional<ListenAddress> address = parse_listen_address(text);
  if (!address) {
    throw ConfigError(option + " " + text + ": an address is unix:PATH, tcp:HOST:PORT or fd:N");
  }
  if (!insecure && !is_local(*address)) {
    throw ConfigError(option + " " + text +
                      ": other computers can connect, and nothing is encrypted; listen on "
                      "loopback, or add --insecure");
  }
  ListenerConfig listener;
  listener.insecure = insecure;
  listener.address = absolute(*address, fs::current_path());
  const std::string wrong = wrong_with(listener.address);
  if (!wrong.empty()) throw ConfigError(option + " " + text + ": " + wrong);
  return listener;
}

// --plugin and --upstream, each plugin once and in the order of its first mention.
std::vector<PluginConfig> plugins(const Words& words) {
  std::vector<std::pair<std::string, ptree>> trees;
  const auto tree_of = [&](const std::string& name) -> ptree& {
    const auto found = std::find_if(trees.begin(), trees.end(),
                                    [&](const auto& each) { return each.first == name; });
    if (found != trees.end()) return found->second;
    return trees.emplace_back(name, ptree()).second;
  };
  for (const std::string& word : words.plugins) {
    const std::size_t colon = word.find(':');
    const std::string name = word.substr(0, colon);
    if (name.empty()) throw ConfigError("--plugin " + word + ": a plugin's name is missing");
    ptree& tree = tree_of(name);
    if (colon != std::string::npos) add_plugin_option(word.substr(colon + 1), tree);
  }
  for (const std::string& address : words.upstreams) {
    tree_of("qemu").push_back({"monitor", ptree(address)});
  }
  std::vector<PluginConfig> configs;
  for (const auto& [name, tree] : trees) {
    std::optional<std::string> json = tree_json(tree);
    if (!json) throw ConfigError("--plugin " + name + ": text that is not UTF-8");
    configs.push_back({name, *std::move(json)});
  }
  return configs;
}

// The form that needs no file: one machine.
HostConfig one_machine(const Words& words) {
  HostConfig host;
  MachineConfig machine;
  machine.name = words.name;
  if (!may_be_machine_name(machine.name)) {
    throw ConfigError("--name: " + std::string(kMachineNames));
  }
  for (const std::string& each : words.listen) {
    machine.listeners.push_back(listener("--listen", each, words.insecure));
  }
  for (const std::string& each : words.plugin_dirs) {
    machine.plugin_dirs.push_back(fs::absolute(each).lexically_normal());
  }
  machine.plugins = plugins(words);
  host.machines.push_back(std::move(machine));
  if (!words.ledger.empty()) host.ledger = fs::absolute(words.ledger).lexically_normal();
  if (!words.audit.empty()) host.audit = {fs::absolute(words.audit).lexically_normal(), {}};
  for (const std::string& each : words.admin) {
    if (!host.admin) host.admin.emplace();
    if (each.starts_with("tcp:")) {
      throw ConfigError(
          "--admin " + each +
          ": a host is administered over Unix sockets only: unix:PATH, or fd:N of one");
    }
    host.admin->listeners.push_back(listener("--admin", each, false));
  }
  for (const std::string& each : words.metrics) {
    if (!host.metrics) host.metrics.emplace();
    host.metrics->listeners.push_back(listener("--metrics", each, words.insecure));
  }
  return host;
}

LogLevel level(const std::string& word) {
  const std::optional<LogLevel> level = log_level_of(word);
  if (!level)
    throw ConfigError("--log-level " + word + ": a level is debug, info, warning or error");
  return *level;
}

// Says what can be asked, and where the answers go.
void describe(CLI::App& app, Words& words, CommandLine& line) {
  app.footer(footer);
  app.set_version_flag("--version", "signalboxd " SIGNALBOX_VERSION);
  CLI::Option* const config =
      app.add_option("--config", words.config, "Serve the machines of this file")
          ->option_text("FILE");
  CLI::Option* const listen =
      app.add_option("--listen", words.listen,
                     "Serve one machine at unix:PATH, tcp:HOST:PORT or fd:N; may be repeated")
          ->option_text("ADDRESS")
          ->allow_extra_args(false);
  app.add_flag("--check-config", line.check_config,
               "Read the configuration, say whether it can be used, and exit");
  app.add_option("--log-level", words.log_level, "debug, info, warning or error")
      ->option_text("LEVEL");
  app.add_option("--log-file", words.log_file, "Where log lines go, instead of stderr")
      ->option_text("FILE");
  listen->excludes(config);
  const auto with_listen = [&](const char* name, auto& value, const char* text, const char* what) {
    app.add_option(name, value, what)->option_text(text)->allow_extra_args(false)->needs(listen);
  };
  with_listen("--name", words.name, "NAME", "What the machine is called [default]");
  with_listen("--plugin", words.plugins, "NAME[:key=value,…]",
              "Load a plugin; a.b=x nests, repeated keys are lists; may be repeated");
  with_listen("--plugin-dir", words.plugin_dirs, "DIR",
              "Load the plugins in this directory, and watch it; may be repeated");
  with_listen("--upstream", words.upstreams, "ADDRESS",
              "A QEMU's monitor, short for --plugin qemu:monitor=ADDRESS; may be repeated");
  with_listen("--admin", words.admin, "ADDRESS", "Where the host is administered; may be repeated");
  with_listen("--metrics", words.metrics, "ADDRESS",
              "Where figures are served by HTTP; may be repeated");
  app.add_flag("--insecure", words.insecure,
               "Let other computers connect at tcp: addresses, unencrypted")
      ->needs(listen);
  with_listen("--ledger", words.ledger, "FILE", "Record who still uses deprecated events");
  with_listen("--audit", words.audit, "FILE", "Write down each command that is not a query");
}

// The options that CLI11 has refused, each with the one that it may stand for; empty: it has
// refused something else.
std::string unknown_options(const CLI::App& app) {
  std::vector<std::string_view> known;
  for (const CLI::Option* const each : app.get_options()) {
    for (const std::string& name : each->get_lnames()) known.emplace_back(name);
  }
  std::string text;
  for (const std::string& word : app.remaining()) {
    if (!word.starts_with("--") || word.size() == 2) continue;
    const std::string name = word.substr(2, word.find('=') - 2);
    text += "unknown option --" + printable(name) + ", the nearest known option is --";
    text.append(nearest_key(name, known)).append("\n");
  }
  return text;
}

// The text of an error of usage.
std::string complaint_of(const CLI::App& app, const CLI::ParseError& error) {
  const std::string unknown = unknown_options(app);
  return unknown.empty() ? std::string(error.what()) + "\n" : unknown;
}

}  // namespace

CommandLine read_command_line(int count, const char* const* text) {
  CommandLine line;
  Words words;
  CLI::App app("Serves the monitors of machines over QMP, with signals and slots.", "signalboxd");
  describe(app, words, line);
  const std::string_view only = count == 2 ? std::string_view(text[1]) : std::string_view();
  try {
    if (only == "help") throw CLI::CallForHelp();
    if (only == "version") throw CLI::CallForVersion(app.version(), CLI::ExitCodes::Success);
    app.parse(count, text);
    if (words.config.empty() && words.listen.empty()) {
      throw CLI::RequiredError("--config FILE or --listen ADDRESS");
    }
  } catch (const CLI::ParseError& error) {
    std::stringstream errors;
    line.exit = app.exit(error, std::cout, errors) == 0 ? exit_clean : exit_usage;
    if (line.exit == exit_clean) return line;
    if (count == 1) std::cout << app.help() << std::flush;
    errors.str(complaint_of(app, error) + "Run with --help for more information.\n");
    for (std::string each; std::getline(errors, each);) {
      std::cerr << journal_priority(LogLevel::error) << "signalboxd: " << each << '\n';
    }
    return line;
  }
  line.config = words.config.empty() ? one_machine(words) : read_config(words.config);
  if (!words.log_level.empty()) line.config.log_level = level(words.log_level);
  if (!words.log_file.empty()) line.config.log_file = fs::absolute(words.log_file);
  return line;
}

}  // namespace signalbox
