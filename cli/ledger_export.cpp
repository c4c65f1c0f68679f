// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <memory>
#include <string>

#include <SQLiteCpp/SQLiteCpp.h>

#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "cli/ledger_options.hpp"
#include "cli/subcommands.hpp"
#include "compat/export.hpp"
#include "compat/ledger_view.hpp"
#include "compat/pseudonym.hpp"

namespace signalbox::cli {

void add_ledger_export(Command ledger, int& exit_code) {
  struct Options {
    LedgerOptions ledger;
    std::string key_file;
    bool with_names = false;
  };
  const auto options = std::make_shared<Options>();
  Command command = ledger.subcommand("export", "Print every row as JSON, one a line");
  add_ledger_options(command, options->ledger, {"json"});
  const Option key = command.option(
      "--key-file", options->key_file,
      "Its content makes the stand-ins of names, so that two exports have the same; else they are "
      "random");
  command.flag("--with-names", options->with_names, "Names, users and paths as they are")
      .excludes(key);
  command.footer(
      "Names of clients, people, units and paths are stand-ins by default; what people wrote and\n"
      "whom to ask is left out. Exit codes: 0 printed, 1 error, 2 usage, 17 the ledger is newer.");
  command.callback([options, &exit_code] {
    const auto view = view_ledger(options->ledger.ledger);
    const Pseudonyms pseudonyms(options->key_file.empty() ? "" : text_of_file(options->key_file));
    export_ledger(*view, options->with_names ? nullptr : &pseudonyms, std::cout);
    exit_code = std::cout.flush() ? kExitPass : kExitError;
  });
}

}  // namespace signalbox::cli
