// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <iostream>
#include <memory>
#include <string>

#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "cli/pretty.hpp"
#include "cli/scenario_player.hpp"
#include "cli/subcommands.hpp"
#include "compat/scenario.hpp"

namespace signalbox::cli {
namespace {

struct Options {
  std::string file;
  ScenarioPlayer::Sockets sockets;
  double patience = 10;  // seconds
  bool quiet = false;
  bool json = false;
};

// Exit code 3 is "the scenario did not go as it says".
int run(const Options& options) {
  const Scenario scenario = read_scenario_file(options.file);
  const auto patience = std::chrono::milliseconds(static_cast<long>(options.patience * 1000));
  try {
    ScenarioPlayer player(scenario, options.sockets, patience);
    if (!options.quiet) {
      player.on_step([json = options.json](const ScenarioStep& step) {
        std::cout << (json ? plain({{"line", step.line}, {"step", step.text}}) : step.text)
                  << std::endl;
      });
    }
    player.play();
    if (options.json) {
      std::cout << plain({{"passed", true}, {"steps", player.steps_done()}}) << std::endl;
    } else {
      std::cerr << player.steps_done() << " steps done" << std::endl;
    }
  } catch (const ScenarioFailed& failed) {
    if (options.json) {
      std::cout << plain({{"passed", false}, {"failure", failed.what()}}) << std::endl;
    }
    std::cerr << "signalbox: " << failed.what() << '\n';
    return kExitRefused;
  }
  return kExitPass;
}

void add_run(Command scenario, int& exit_code) {
  const auto options = std::make_shared<Options>();
  Command command = scenario.subcommand("run", "Play a scenario against a machine");
  command.option("FILE", options->file, "A scenario").required();
  command.option("--socket", options->sockets.machine, "Of the machine")
      .placeholder("SOCKET")
      .required();
  command.option("--admin", options->sockets.admin, "For inject, admin and barrier")
      .placeholder("SOCKET");
  command.option("--guest", options->sockets.guest, "The guest's serial line")
      .placeholder("SOCKET");
  command
      .option("--machine", options->sockets.machine_name,
              "Which one, where the host of the admin listener has several")
      .placeholder("NAME");
  command.option("--timeout", options->patience, "For each step")
      .placeholder("S")
      .positive()
      .show_default();
  command.flag("--quiet", options->quiet, "Do not print each step");
  command.formats(options->json, "Print each step and the end as one line of JSON");
  command.footer(
      "Exit codes: 0 all was done, 1 no machine, or no such file, 2 the file is not a scenario,\n"
      "3 a step failed.");
  command.callback([options, &exit_code] { exit_code = run(*options); });
}

void add_check(Command scenario, int& exit_code) {
  const auto file = std::make_shared<std::string>();
  const auto json = std::make_shared<bool>(false);
  Command command = scenario.subcommand("check", "Read a scenario and do nothing");
  command.option("FILE", *file, "A scenario").required();
  command.formats(*json);
  command.footer("Exit codes: 0 it can be played, 1 no such file, 2 the file is not a scenario.");
  command.callback([file, json, &exit_code] {
    const Scenario found = read_scenario_file(*file);
    if (*json) {
      std::cout << plain({{"file", *file}, {"steps", found.steps.size()}}) << std::endl;
    }
    exit_code = kExitPass;
  });
}

}  // namespace

void add_scenario(Command app, int& exit_code) {
  Command scenario = app.subcommand("scenario", "What is done to a machine while test suites run");
  scenario.require_subcommand();
  add_run(scenario, exit_code);
  add_check(scenario, exit_code);
}

}  // namespace signalbox::cli
