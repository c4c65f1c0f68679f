// SPDX-License-Identifier: Apache-2.0
#include <cstring>
#include <exception>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "compat/client_infos.hpp"
#include "compat/commands.hpp"
#include "compat/default_connections.hpp"
#include "compat/processes.hpp"
#include "compat/recorder.hpp"
#include "host/command_line.hpp"
#include "host/host.hpp"
#include "host/log.hpp"
#include "host/loop.hpp"
#include "host/plugin_probe.hpp"

namespace signalbox {
namespace {

// For the operator who has asked whether a configuration can be used.
void print_summary(const HostConfig& config) {
  for (const MachineConfig& machine : config.machines) {
    std::cout << "machine " << machine.name << '\n';
    for (const ListenerConfig& each : machine.listeners) std::cout << "  " << each.address << '\n';
    for (const PluginConfig& each : machine.plugins) std::cout << "  plugin " << each.name << '\n';
  }
  std::cout << "the configuration can be used\n";
}

int run(const CommandLine& line) {
  if (line.check_config) {
    print_summary(line.config);
    return exit_clean;
  }
  set_log_level(line.config.log_level);
  if (!line.config.ledger) log_info("no ledger is configured: nothing is recorded");
  Loop loop;
  DefaultConnections defaults;
  ClientInfos infos;
  const SystemProcesses processes;
  std::vector<Observer*> observers = {&defaults, &infos};
  std::optional<Recorder> recorder;
  if (line.config.ledger) {
    observers.push_back(&recorder.emplace(loop, *line.config.ledger, defaults, infos, processes));
  }
  Host host(loop, line.config, observers);
  add_compat_commands(host.own_commands());
  const SignalWait signals(loop, [&host](int signal) {
    log_info(std::string("stopping: ") + ::strsignal(signal));
    host.stop();
  });
  host.start();
  loop.run();
  return exit_clean;
}

}  // namespace
}  // namespace signalbox

int main(int count, char** words) {
  // What PluginFile starts to try a plugin: not for users, and so not in --help.
  if (count == 4 && std::strcmp(words[1], "--probe-plugin") == 0) {
    signalbox::run_plugin_probe(words[2], words[3]);
  }
  try {
    const signalbox::CommandLine line = signalbox::read_command_line(count, words);
    return line.exit ? *line.exit : signalbox::run(line);
  } catch (const signalbox::ConfigError& error) {
    std::cerr << "signalboxd: " << error.what() << '\n';
    return signalbox::exit_usage;
  } catch (const std::exception& error) {
    signalbox::log_error(error.what());
    return signalbox::exit_error;
  }
}
