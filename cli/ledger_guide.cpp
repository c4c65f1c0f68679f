// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>

#include <SQLiteCpp/SQLiteCpp.h>

#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "cli/ledger_options.hpp"
#include "cli/subcommands.hpp"
#include "compat/decisions.hpp"
#include "compat/guide.hpp"
#include "compat/ledger_view.hpp"

namespace signalbox::cli {
namespace {

struct Options {
  LedgerOptions ledger;
  Thresholds thresholds;
  std::string client;
  std::string events;
};

SeenValues seen_in(const std::string& file) {
  if (file.empty()) return {};
  try {
    return read_events(text_of_file(file));
  } catch (const std::runtime_error& error) {
    throw std::runtime_error("Events '" + file + "': " + error.what());
  }
}

void guide(const Options& options) {
  const SeenValues seen = seen_in(options.events);
  const std::unique_ptr<SQLite::Database> view = view_ledger(options.ledger.ledger);
  const std::int64_t client = find_client(*view, options.client);
  const std::unique_ptr<Judgement> judgement =
      judge_ledger(options.ledger.ledger, options.thresholds);
  const Guide guide = guide_for(judgement->verdicts, client, seen);
  std::cout << (options.ledger.format == "json" ? json_of(guide) : text_of(guide));
}

}  // namespace

void add_ledger_guide(Command ledger, int& exit_code) {
  const auto options = std::make_shared<Options>();
  Command command =
      ledger.subcommand("guide", "Print what a client must send instead of what it has");
  add_ledger_options(command, options->ledger, {"text", "json"});
  command.option("CLIENT", options->client, "A name, or the start of a fingerprint").required();
  command.option("--events", options->events,
                 "Events as 'signalbox watch --json' prints them, one a line, to fit devices "
                 "and conditions to; the ledger keeps no data of events");
  add_thresholds(command, options->thresholds);
  command.footer("Exit codes: 0 printed, 1 error, 2 usage, 17 the ledger is newer.");
  command.callback([options, &exit_code] {
    guide(*options);
    exit_code = kExitPass;
  });
}

}  // namespace signalbox::cli
