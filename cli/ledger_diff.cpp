// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <memory>
#include <string>

#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "cli/ledger_options.hpp"
#include "cli/subcommands.hpp"
#include "compat/verdict_changes.hpp"

namespace signalbox::cli {
namespace {

struct Options {
  LedgerOptions ledger;
  Thresholds thresholds;
  std::string before;
};

void diff(const Options& options) {
  const std::unique_ptr<Judgement> before = judge_ledger(options.before, options.thresholds);
  const std::unique_ptr<Judgement> after = judge_ledger(options.ledger.ledger, options.thresholds);
  std::cout << formatted(changes_between(before->verdicts, after->verdicts), options.ledger.format);
}

}  // namespace

void add_ledger_diff(Command ledger, int& exit_code) {
  const auto options = std::make_shared<Options>();
  Command command = ledger.subcommand(
      "diff", "Print how verdicts differ from those of another ledger, or of an older copy");
  add_ledger_options(command, options->ledger, {"text", "json", "csv", "markdown"});
  command.option("BEFORE", options->before, "The other file").required();
  add_thresholds(command, options->thresholds);
  command.footer("Both are judged as of now. Exit codes: 0 printed, 1 error, 2 usage, 17 newer.");
  command.callback([options, &exit_code] {
    diff(*options);
    exit_code = kExitPass;
  });
}

}  // namespace signalbox::cli
