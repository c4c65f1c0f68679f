// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "cli/host_connection.hpp"
#include "cli/private_host.hpp"
#include "cli/reproducer.hpp"
#include "cli/side_by_side.hpp"
#include "cli/subcommands.hpp"
#include "cli/suite_ablation.hpp"
#include "cli/work_directory.hpp"
#include "compat/default_map.hpp"
#include "compat/scenario.hpp"

namespace signalbox::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string old_command;
  std::string new_command;
  std::string config;
  std::string host;  // program
  std::string socket;
  std::string admin;
  std::string machine;
  std::string scenario;
  std::string ledger;
  std::string label = "compare";
  std::string format = "text";
  std::string output;
  std::string keep;
  std::string shrink;
  std::size_t tries = 200;
  std::vector<std::string> maps;
  std::vector<std::string> ready;
  std::vector<std::string> events;
  int repeat = 1;
  double timeout = 600;  // seconds
  double patience = 10;
  bool ablate = false;
  bool no_control = false;
  bool here = false;
  bool quiet = false;

  bool is_private() const { return socket.empty() && admin.empty(); }
};

std::chrono::milliseconds milliseconds(double seconds) {
  return std::chrono::milliseconds(std::llround(seconds * 1000));
}

fs::path program_of(const Options& options) {
  return options.host.empty() ? program_beside("signalboxd") : fs::path(options.host);
}

// All runs of one comparison.
class Compare {
 public:
  explicit Compare(const Options& options)
      : options_(options), directory_("compare", options.keep), start_(fs::current_path()) {
    map_.read(default_map(), "the map that comes with signalbox");
    for (const std::string& each : options.maps) map_.read_file(each);
  }

  Comparison compare() {
    Comparison comparison;
    comparison.old_command = options_.old_command;
    comparison.new_command = options_.new_command;
    comparison.has_emissions = options_.is_private() || !options_.admin.empty();
    std::vector<TestResults> old_tests;
    std::vector<TestResults> new_tests;
    std::set<std::string> known;
    for (int number = 1; number <= options_.repeat; ++number) {
      progress("run " + std::to_string(number) + " of " + std::to_string(options_.repeat));
      RunResult result = run("run-" + std::to_string(number), "old", "new", options_.new_command);
      known.insert(result.known_events.begin(), result.known_events.end());
      old_tests.push_back(result.run.old.tests);
      new_tests.push_back(result.run.fresh.tests);
      comparison.runs.push_back(std::move(result.run));
    }
    if (!options_.no_control) {
      progress("the old suite with itself");
      RunResult control = run("control", "old", "again", options_.old_command);
      old_tests.push_back(control.run.old.tests);
      old_tests.push_back(control.run.fresh.tests);
      comparison.control = std::move(control.run);
    }
    comparison.tests = compare_tests(old_tests, new_tests, map_.tests());
    for (const std::string& each : known) {
      const bool is_asked_for =
          options_.events.empty() ||
          std::find(options_.events.begin(), options_.events.end(), each) != options_.events.end();
      bool has_fired = false;
      for (const ComparedRun& run : comparison.runs) {
        has_fired = has_fired || run.emissions.by_event.contains(each);
      }
      if (is_asked_for && !has_fired) comparison.not_exercised.push_back(each);
    }
    return comparison;
  }

  // What a run was made of: the steps of its scenario, else what was emitted, to be raised again.
  std::vector<std::string> parts_of_run() const {
    if (!options_.scenario.empty()) return parts_of(read_scenario_file(options_.scenario));
    return injections_of(directory_.make("run-1") / "emissions.jsonl");
  }

 private:
  RunResult run(const std::string& name, const std::string& old, const std::string& other,
                const std::string& command) {
    RunOrder order;
    order.old = {old, options_.label + "/" + old, options_.old_command};
    order.fresh = {other, options_.label + "/" + other, command};
    order.directory = directory_.make(name);
    order.start = start_;
    order.here = options_.here;
    if (!options_.scenario.empty()) order.scenario = fs::absolute(options_.scenario).string();
    if (other == "new") order.ready = options_.ready;
    order.timeout = milliseconds(options_.timeout);
    order.patience = milliseconds(options_.patience);
    order.map = map_;
    order.events = {options_.events.begin(), options_.events.end()};
    order.show = [this](std::string_view who, std::string_view line) {
      if (!options_.quiet) std::cerr << (who.empty() ? "signalbox" : who) << " | " << line << '\n';
    };
    RunResult result = options_.is_private() ? run_private(order, name) : run_there(order);
    if (directory_.is_kept()) {
      result.run.old.directory = (order.directory / old).string();
      result.run.fresh.directory = (order.directory / other).string();
    }
    return result;
  }

  RunResult run_private(const RunOrder& order, const std::string& name) {
    PrivateHost::Order wanted;
    wanted.program = program_of(options_);
    wanted.config = options_.config;
    wanted.machine = options_.machine;
    if (!options_.ledger.empty()) wanted.ledger = fs::absolute(options_.ledger);
    wanted.directory = directory_.make(name + "/host");
    PrivateHost host(loop_, wanted, [&order](std::string_view line) {
      const bool is_worth_it = line.find("[info]") == std::string_view::npos &&
                               line.find("[debug]") == std::string_view::npos;
      if (is_worth_it) order.show("host", line);
    });
    const Place place{host.admin(), host.machine(), host.drive(), [&host] { return host.death(); }};
    try {
      RunResult result = run_side_by_side(loop_, place, order);
      host.stop();
      return result;
    } catch (const ConnectionLost& lost) {
      // The host has most likely ended: then that is what is to be told.
      loop_.until([&host] { return !host.death().empty(); }, std::chrono::seconds(2));
      throw std::runtime_error(host.death().empty() ? lost.what() : host.death());
    }
  }

  RunResult run_there(const RunOrder& order) {
    const Place place{options_.admin, options_.machine, options_.socket, {}};
    return run_side_by_side(loop_, place, order);
  }

  void progress(const std::string& what) const {
    if (!options_.quiet) std::cerr << "signalbox | " << what << '\n';
  }

  const Options& options_;
  const WorkDirectory directory_;
  const fs::path start_;
  EventMap map_;
  RunLoop loop_;
};

// Looks for a small scenario in which the new client fails in the same way, and writes it down.
void shrink_to_file(const Options& options, const std::string& failure,
                    const std::vector<std::string>& parts) {
  Options part = options;
  part.repeat = 1;
  part.no_control = true;
  part.quiet = true;
  part.keep.clear();
  part.ledger.clear();
  part.scenario = options.shrink + ".part";
  const auto compare = [&](const std::string& text) {
    std::ofstream(part.scenario) << text;
    return Compare(part).compare();
  };
  Reproducer found;
  try {
    found = reproducer_of(failure, parts, compare, options.tries);
  } catch (...) {
    fs::remove(part.scenario);
    throw;
  }
  fs::remove(part.scenario);
  if (!found.shrunk.fails) {
    std::cerr << "signalbox: '" << failure << "' does not come again when the run is repeated; "
              << options.shrink << " is not written\n";
    return;
  }
  if (!(std::ofstream(options.shrink) << found.text << std::flush)) {
    throw std::runtime_error("cannot write '" + options.shrink + "'");
  }
  std::cerr << "signalbox | " << options.shrink << ": " << failure << " with "
            << found.shrunk.kept.size() << " of " << parts.size() << " steps, after "
            << found.shrunk.tries << " tries\n";
}

// Writes what the old suite needs into the ledger, and says it beside the result.
void ablate_old(const Options& options) {
  const WorkDirectory directory("ablate", options.keep.empty() ? "" : options.keep + "/ablation");
  AblationOrder order;
  order.trial.suite = {"suite", options.label + "/old", options.old_command};
  order.trial.program = program_of(options);
  order.trial.config = options.config;
  order.trial.machine = options.machine;
  RunSetting& setting = order.trial.setting;
  setting.directory = directory.make("runs");
  setting.start = fs::current_path();
  setting.here = options.here;
  if (!options.scenario.empty()) setting.scenario = fs::absolute(options.scenario).string();
  setting.timeout = milliseconds(options.timeout);
  setting.patience = milliseconds(options.patience);
  setting.show = [](std::string_view, std::string_view) {};
  order.ledger = options.ledger;
  order.events = {options.events.begin(), options.events.end()};
  order.keeps = directory.is_kept();
  order.progress = [&options](const std::string& text) {
    if (!options.quiet) std::cerr << "signalbox | ablation: " << text << std::endl;
  };
  RunLoop loop;
  const AblationResult result = ablate(loop, order);
  if (!options.quiet) std::cerr << text_of(result, options.ledger);
}

std::string formatted(const Comparison& comparison, const std::string& format) {
  if (format == "json") return json_of(comparison);
  if (format == "junit") return junit_of(comparison);
  if (format == "html") return html_of(comparison);
  return text_of(comparison);
}

// What contradicts itself; empty: nothing does.
std::string contradiction(const Options& options) {
  if (!options.config.empty() && !options.is_private()) {
    return "--config is for a private host, --socket and --admin for one that runs";
  }
  if (!options.ledger.empty() && !options.is_private()) {
    return "--ledger is for a private host; one that runs has its own";
  }
  if (options.ablate && options.ledger.empty()) return "--ablate needs a --ledger to write to";
  if (!options.scenario.empty() && (options.socket.empty() != options.admin.empty())) {
    return "--scenario needs both --socket and --admin, or a private host";
  }
  if (!options.shrink.empty() && !options.is_private()) {
    return "--shrink needs a private host, to begin anew each time";
  }
  if (!options.shrink.empty() && fs::exists(options.shrink)) {
    return "'" + options.shrink + "' is there already";
  }
  return {};
}

int exit_code_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::same: return kExitPass;
    case Outcome::differ: return kExitDiffer;
    case Outcome::not_exercised: break;
  }
  return kExitNotExercised;
}

int run(const Options& options) {
  if (const std::string what = contradiction(options); !what.empty()) {
    std::cerr << "signalbox: " << what << '\n';
    return kExitUsage;
  }
  try {
    Compare all(options);
    const Comparison comparison = all.compare();
    const std::string text = formatted(comparison, options.format);
    if (options.output.empty()) {
      std::cout << text << std::flush;
    } else if (!(std::ofstream(options.output, std::ios::binary) << text << std::flush)) {
      throw std::runtime_error("cannot write '" + options.output + "'");
    }
    const std::string failure = first_failure_of(comparison);
    if (!options.shrink.empty() && !failure.empty()) {
      shrink_to_file(options, failure, all.parts_of_run());
    }
    if (options.ablate) ablate_old(options);
    return exit_code_of(comparison.outcome());
  } catch (const Interrupted& interrupted) {
    std::cerr << "signalbox: " << interrupted.what() << '\n';
    return 128 + interrupted.signal;
  }
}

void add_options(Command command, Options& options) {
  command.option("--old", options.old_command, "The old suite, a shell command")
      .placeholder("CMD")
      .required();
  command.option("--new", options.new_command, "The new suite").placeholder("CMD").required();
  command.option("--config", options.config, "What the private host serves").placeholder("FILE");
  command.option("--machine", options.machine, "Which one, where there are several")
      .placeholder("NAME");
  command.option("--host", options.host, "signalboxd, if it is not beside this program")
      .placeholder("PROGRAM");
  command.option("--ledger", options.ledger, "Where the private host records who used what")
      .placeholder("FILE");
  command.option("--admin", options.admin, "No private host: the admin socket of one that runs")
      .placeholder("SOCKET");
  command
      .option("--socket", options.socket,
              "A socket of its machine; alone, of any QMP server: then only tests are compared")
      .placeholder("SOCKET");
  command.option("--scenario", options.scenario, "What is done to the machine meanwhile")
      .placeholder("FILE");
  command
      .option("--ready", options.ready,
              "The scenario begins when the new client is connected to this; may be repeated")
      .placeholder("SIGNAL")
      .one_value();
  command.option("--map", options.maps, "What stands for what; may be repeated")
      .placeholder("FILE")
      .one_value();
  command.option("--event", options.events, "Only this event of the old suite; may be repeated")
      .placeholder("NAME")
      .one_value();
  command.option("--repeat", options.repeat, "Run so many times")
      .placeholder("N")
      .in_range(1, 1000)
      .show_default();
  command.option("--timeout", options.timeout, "Seconds for a suite").positive().show_default();
  command.option("--patience", options.patience, "Seconds for clients to connect and to read")
      .positive()
      .show_default();
  command.option("--label", options.label, "Of the run, in the ledger").show_default();
  command.formats(options.format, {"text", "json", "junit", "html"});
  command.option("--output", options.output, "Where to, instead of standard output")
      .placeholder("FILE");
  command.option("--keep", options.keep, "A new directory that keeps all that was written")
      .placeholder("DIR");
  command
      .option("--shrink", options.shrink,
              "Where they differ, write a small scenario in which they do in the same way")
      .placeholder("FILE");
  command.option("--tries", options.tries, "Runs that --shrink may take")
      .placeholder("N")
      .positive()
      .show_default();
  command.flag("--ablate", options.ablate,
               "Then mute each event for the old suite in turn; evidence goes into --ledger");
  command.flag("--no-control", options.no_control, "Do not run the old suite with itself");
  command.flag("--here", options.here, "Suites run here, not in directories of their own");
  command.flag("--quiet", options.quiet, "Print the result alone");
}

}  // namespace

void add_compare(Command app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  Command command = app.subcommand(
      "compare", "Run an old and a new test suite beside each other, and say where they differ");
  add_options(command, *options);
  command.footer(
      "Exit codes: 0 old and new are the same, 1 error, 2 usage, 15 they differ, 18 nothing\n"
      "was exercised: nothing was compared. See docs/compare.md.");
  command.callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace signalbox::cli
