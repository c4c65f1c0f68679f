// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>
#include <boost/json/array.hpp>

#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "cli/ledger_options.hpp"
#include "cli/subcommands.hpp"
#include "compat/merge.hpp"
#include "compat/offline_ledger.hpp"

namespace signalbox::cli {
namespace {

void warn_of_dropped(const std::string& from, std::int64_t dropped) {
  if (dropped == 0) return;
  std::cerr << "signalbox: " << from << ": dropped " << dropped
            << (dropped == 1 ? " decision" : " decisions")
            << " about clients that both ledgers know: none was made with what the other has seen; "
               "decide again\n";
}

}  // namespace

void add_ledger_merge(Command ledger, int& exit_code) {
  struct Options {
    LedgerOptions ledger;
    std::vector<std::string> from;
  };
  const auto options = std::make_shared<Options>();
  Command command =
      ledger.subcommand("merge", "Add the ledgers of other hosts to one of no running host");
  add_ledger_options(command, options->ledger, {"text", "json"});
  command.option("FROM", options->from, "Ledgers; their hosts may be running").required();
  command.footer(
      "Each ledger can be merged into another once: begin with a fresh copy of one to do it "
      "again.\n"
      "Exit codes: 0 done, 1 error, 2 usage, 17 a ledger is newer.");
  command.callback([options, &exit_code] {
    OfflineLedger into(options->ledger.ledger, seconds_now());
    boost::json::array merged;
    for (const std::string& from : options->from) {
      const std::int64_t dropped = merge(into.database(), from, seconds_now());
      merged.emplace_back(from);
      if (options->ledger.format == "text") std::cout << "Merged " << from << ".\n";
      warn_of_dropped(from, dropped);
    }
    tell(options->ledger.format, {{"merged", std::move(merged)}}, "");
    exit_code = kExitPass;
  });
}

}  // namespace signalbox::cli
