// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>

#include "cli/baseline_check.hpp"
#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "cli/ledger_options.hpp"
#include "cli/subcommands.hpp"
#include "compat/baseline.hpp"

namespace signalbox::cli {
namespace {

struct Options {
  LedgerOptions ledger;
  Thresholds thresholds;
  std::string file;
};

void write(const Options& options) {
  const std::unique_ptr<Judgement> judgement =
      judge_ledger(options.ledger.ledger, options.thresholds);
  const std::set<Pair> pairs = open_pairs(judgement->verdicts);
  const std::string text = baseline_text(pairs);
  if (options.file == "-") {
    std::cout << text;
    return;
  }
  std::ofstream stream(options.file, std::ios::binary | std::ios::trunc);
  stream << text << std::flush;
  if (!stream) {
    throw std::runtime_error("Cannot write '" + options.file + "': " + std::strerror(errno));
  }
  tell(options.ledger.format, {{"baseline", options.file}, {"pairs", pairs.size()}}, "");
}

int check(const Options& options) {
  const std::unique_ptr<Judgement> judgement =
      judge_ledger(options.ledger.ledger, options.thresholds);
  const BaselineDifference difference =
      check_baseline(options.file, judgement->former_fingerprints, judgement->verdicts);
  if (options.ledger.format == "json") {
    tell("json", json_of(difference), "");
  } else {
    tell(std::cerr, difference);
  }
  return baseline_exit_code(difference);
}

Command add(Command baseline, const char* name, const char* what, Options& options) {
  Command command = baseline.subcommand(name, what);
  add_ledger_options(command, options.ledger, {"text", "json"});
  add_thresholds(command, options.thresholds);
  command.option("FILE", options.file, "The baseline; - for the terminal").required();
  return command;
}

}  // namespace

void add_ledger_baseline(Command ledger, int& exit_code) {
  const auto options = std::make_shared<Options>();
  Command command = ledger.subcommand(
      "baseline", "The clients that may still stand in the way: write them down, check for others");
  command.require_subcommand();
  add(command, "write", "Write those of now", *options).callback([options] { write(*options); });
  add(command, "check", "Compare those of now with the file", *options)
      .callback([options, &exit_code] { exit_code = check(*options); });
  command.footer(
      "Exit codes: 0 done, no difference; 1 error, 2 usage, 13 a client that is not in the file,\n"
      "14 one that is there in vain, 17 the ledger is newer.");
}

}  // namespace signalbox::cli
