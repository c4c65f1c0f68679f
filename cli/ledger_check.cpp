// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "cli/baseline_check.hpp"
#include "cli/command.hpp"
#include "cli/did_you_mean.hpp"
#include "cli/exit_code.hpp"
#include "cli/ledger_options.hpp"
#include "cli/subcommands.hpp"
#include "compat/verdict_table.hpp"

namespace signalbox::cli {
namespace {

struct Options {
  LedgerOptions ledger;
  Thresholds thresholds;
  std::vector<std::string> fail_on = {"in-use", "unproven", "unknown"};
  std::vector<std::string> items;
  std::string baseline;
};

bool is_asked_for(const Options& options, const ItemVerdict& verdict) {
  return options.items.empty() || std::find(options.items.begin(), options.items.end(),
                                            verdict.item->name) != options.items.end();
}

std::vector<std::string> names_of(const std::vector<ItemVerdict>& verdicts) {
  std::vector<std::string> names;
  for (const ItemVerdict& each : verdicts) names.push_back(each.item->name);
  return names;
}

// The gravest of the verdicts that are to fail.
int exit_code_of(const Options& options, const std::vector<ItemVerdict>& verdicts) {
  int code = kExitPass;
  Verdict worst = Verdict::safe_by_time;
  for (const ItemVerdict& each : verdicts) {
    const bool fails = std::find(options.fail_on.begin(), options.fail_on.end(),
                                 word_of(each.verdict)) != options.fail_on.end();
    if (!fails || each.verdict >= worst) continue;
    worst = each.verdict;
    code = worst == Verdict::in_use     ? kExitInUse
           : worst == Verdict::unproven ? kExitUnproven
                                        : kExitUnknown;
  }
  return code;
}

int check(const Options& options, bool says_fail_on) {
  const std::unique_ptr<Judgement> judgement =
      judge_ledger(options.ledger.ledger, options.thresholds);
  std::vector<ItemVerdict> verdicts;
  for (const ItemVerdict& each : judgement->verdicts) {
    if (is_asked_for(options, each)) verdicts.push_back(each);
  }
  for (const std::string& name : options.items) {
    if (!removal_verdict(verdicts, name)) {
      std::cerr << "signalbox: nothing named " << in_quotes(name) << " is in the ledger"
                << did_you_mean(name, names_of(judgement->verdicts)) << '\n';
      return kExitError;
    }
  }
  std::cout << (options.ledger.format == "text"
                    ? text_of(verdicts)
                    : formatted(table_of(verdicts), options.ledger.format));
  if (!options.baseline.empty()) {
    const BaselineDifference difference =
        check_baseline(options.baseline, judgement->former_fingerprints, verdicts);
    tell(std::cerr, difference);
    const int code = baseline_exit_code(difference);
    if (code != kExitPass || !says_fail_on) return code;
  }
  return exit_code_of(options, verdicts);
}

}  // namespace

void add_ledger_check(Command ledger, int& exit_code) {
  const auto options = std::make_shared<Options>();
  Command command = ledger.subcommand("check", "The gate for CI: can it be removed?");
  add_ledger_options(command, options->ledger, {"text", "json", "csv", "markdown"});
  command.option("ITEM", options->items, "Only these, as BLOCK_IO_ERROR");
  const Option fail_on = command.option("--fail-on", options->fail_on, "Verdicts that fail")
                             .separated_by(',')
                             .one_value()
                             .one_of({"in-use", "unproven", "unknown"})
                             .show_default();
  command.option("--baseline", options->baseline,
                 "Fails for clients that this file does not have, and for those that it has "
                 "in vain; for verdicts only with --fail-on");
  add_thresholds(command, options->thresholds);
  command.footer(
      "Exit codes: 0 pass, 1 error, 2 usage, 10 in use, 11 unproven, 12 unknown (the gravest: 10,\n"
      "12, 11), 13 a client that is not in the baseline, 14 one that is there in vain, 17 the\n"
      "ledger is newer.");
  command.callback(
      [options, fail_on, &exit_code] { exit_code = check(*options, fail_on.is_given()); });
}

}  // namespace signalbox::cli
