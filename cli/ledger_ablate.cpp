// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "cli/ledger_options.hpp"
#include "cli/private_host.hpp"
#include "cli/subcommands.hpp"
#include "cli/suite_ablation.hpp"
#include "cli/work_directory.hpp"

namespace signalbox::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  LedgerOptions ledger;
  AblationOrder order;
  std::string config;
  std::string host;  // program
  std::string keep;
  std::vector<std::string> events;
  double timeout = 600;  // seconds
  double patience = 10;
  bool quiet = false;
};

std::chrono::milliseconds milliseconds(double seconds) {
  return std::chrono::milliseconds(std::llround(seconds * 1000));
}

AblationOrder order_of(const Options& options, const WorkDirectory& directory) {
  AblationOrder order = options.order;
  order.ledger = options.ledger.ledger;
  order.events = {options.events.begin(), options.events.end()};
  order.keeps = directory.is_kept();
  order.progress = [quiet = options.quiet](const std::string& text) {
    if (!quiet) std::cerr << "signalbox | " << text << std::endl;
  };
  TrialOrder& trial = order.trial;
  trial.program = options.host.empty() ? program_beside("signalboxd") : fs::path(options.host);
  trial.config = options.config;
  RunSetting& setting = trial.setting;
  setting.directory = directory.make("runs");
  setting.start = fs::current_path();
  if (!setting.scenario.empty()) setting.scenario = fs::absolute(setting.scenario).string();
  setting.timeout = milliseconds(options.timeout);
  setting.patience = milliseconds(options.patience);
  // What the suite prints is kept, and not shown: it runs many times.
  setting.show = [quiet = options.quiet](std::string_view who, std::string_view line) {
    if (!quiet && who == "host") std::cerr << who << " | " << line << '\n';
  };
  return order;
}

int run(const Options& options) {
  try {
    const WorkDirectory directory("ablate", options.keep);
    const AblationOrder order = order_of(options, directory);
    RunLoop loop;
    const AblationResult result = ablate(loop, order);
    std::cout << (options.ledger.format == "json" ? json_of(result)
                                                  : text_of(result, order.ledger));
    return kExitPass;
  } catch (const Interrupted& interrupted) {
    std::cerr << "signalbox: " << interrupted.what() << "; the same command goes on from here\n";
    return 128 + interrupted.signal;
  }
}

void add_options(Command command, Options& options) {
  AblationOrder& order = options.order;
  command.option("--suite", order.trial.suite.command, "The client's test suite, a shell command")
      .placeholder("CMD")
      .required();
  command.option("--name", order.name, "What the suite is called in evidence; else its command")
      .placeholder("TEXT");
  add_ledger_options(command, options.ledger, {"text", "json"});
  command.option("--config", options.config, "What the private host serves").placeholder("FILE");
  command.option("--machine", order.trial.machine, "Which one, where there are several")
      .placeholder("NAME");
  command.option("--host", options.host, "signalboxd, if it is not beside this program")
      .placeholder("PROGRAM");
  command
      .option("--scenario", order.trial.setting.scenario, "What is done to the machine in each run")
      .placeholder("FILE");
  command.option("--event", options.events, "Only this event; may be repeated")
      .placeholder("NAME")
      .one_value();
  command
      .option("--client", order.client,
              "Whose need it is: where several clients come to the suite, or where the suite's "
              "stands for one in the ledger")
      .placeholder("NAME");
  command.option("--client-version", order.version, "Of which version; else as it declares")
      .placeholder("VERSION");
  command.option("--repeat", order.repeats, "How often an event is muted")
      .placeholder("N")
      .in_range(1, 100)
      .show_default();
  command.option("--timeout", options.timeout, "Seconds for a run; longer is a failure")
      .positive()
      .show_default();
  command.option("--patience", options.patience, "Seconds for clients to connect and to read")
      .positive()
      .show_default();
  command.option("--label", order.trial.suite.label, "Of the runs, in the ledger").show_default();
  command.option("--state", order.state, "Where finished runs are kept; else beside the ledger")
      .placeholder("FILE");
  command.flag("--restart", order.restart, "Begin anew, whatever runs are finished");
  command.option("--keep", options.keep, "A new directory that keeps all that was written")
      .placeholder("DIR");
  command.flag("--here", order.trial.setting.here,
               "The suite runs here, not in directories of its own");
  command.flag("--quiet", options.quiet, "Print the result alone");
}

}  // namespace

void add_ledger_ablate(Command ledger, int& exit_code) {
  const auto options = std::make_shared<Options>();
  options->order.trial.suite.name = "suite";
  options->order.trial.suite.label = "ablate";
  Command command = ledger.subcommand(
      "ablate", "Run a suite with each event muted in turn, to see which ones its client needs");
  add_options(command, *options);
  command.footer(
      "May be done beside a running host. Exit codes: 0 done, 1 error, 2 usage, 16 migrate first,\n"
      "17 the ledger is newer. See docs/ablation.md.");
  command.callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace signalbox::cli
