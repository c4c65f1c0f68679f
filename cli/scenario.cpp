// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <iostream>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "cli/exit_code.hpp"
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
};

// Exit code 3 is "the scenario did not go as it says".
int run(const Options& options) {
  const Scenario scenario = read_scenario_file(options.file);
  const auto patience = std::chrono::milliseconds(static_cast<long>(options.patience * 1000));
  try {
    ScenarioPlayer player(scenario, options.sockets, patience);
    if (!options.quiet) {
      player.on_step([](const ScenarioStep& step) { std::cout << step.text << std::endl; });
    }
    player.play();
    std::cerr << player.steps_done() << " steps done" << std::endl;
  } catch (const ScenarioFailed& failed) {
    std::cerr << "signalbox: " << failed.what() << '\n';
    return kExitRefused;
  }
  return kExitPass;
}

void add_run(CLI::App& scenario, int& exit_code) {
  const auto options = std::make_shared<Options>();
  CLI::App& command = *scenario.add_subcommand("run", "Play a scenario against a machine");
  command.add_option("FILE", options->file, "A scenario")->required();
  command.add_option("--socket", options->sockets.machine, "Of the machine")
      ->option_text("SOCKET")
      ->required();
  command.add_option("--admin", options->sockets.admin, "For inject, admin and barrier")
      ->option_text("SOCKET");
  command.add_option("--guest", options->sockets.guest, "The guest's serial line")
      ->option_text("SOCKET");
  command
      .add_option("--machine", options->sockets.machine_name,
                  "Which one, where the host of the admin listener has several")
      ->option_text("NAME");
  command.add_option("--timeout", options->patience, "For each step")
      ->option_text("S")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command.add_flag("--quiet", options->quiet, "Do not print each step");
  command.footer(
      "Exit codes: 0 all was done, 1 no machine, or no such file, 2 the file is not a scenario,\n"
      "3 a step failed.");
  command.callback([options, &exit_code] { exit_code = run(*options); });
}

void add_check(CLI::App& scenario, int& exit_code) {
  const auto file = std::make_shared<std::string>();
  CLI::App& command = *scenario.add_subcommand("check", "Read a scenario and do nothing");
  command.add_option("FILE", *file, "A scenario")->required();
  command.footer("Exit codes: 0 it can be played, 1 no such file, 2 the file is not a scenario.");
  command.callback([file, &exit_code] {
    read_scenario_file(*file);
    exit_code = kExitPass;
  });
}

}  // namespace

void add_scenario(CLI::App& app, int& exit_code) {
  CLI::App& scenario =
      *app.add_subcommand("scenario", "What is done to a machine while test suites run");
  scenario.require_subcommand(1);
  add_run(scenario, exit_code);
  add_check(scenario, exit_code);
}

}  // namespace signalbox::cli
