// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <cstring>
#include <exception>
#include <iostream>
#include <optional>

#include "cli/candidates.hpp"
#include "cli/command.hpp"
#include "cli/examples.hpp"
#include "cli/exit_code.hpp"
#include "cli/host_connection.hpp"
#include "cli/ledger_fsck.hpp"
#include "cli/ledger_report.hpp"
#include "cli/named_values.hpp"
#include "cli/subcommands.hpp"
#include "cli/terminal_guard.hpp"
#include "compat/ledger_error.hpp"
#include "compat/scenario.hpp"
#include "wire/printable.hpp"

using namespace signalbox;

namespace {

int exit_code_of(const LedgerError& error) {
  if (error.kind() == LedgerError::Kind::newer) return kExitNewer;
  return error.kind() == LedgerError::Kind::outdated ? kExitPending : kExitError;
}

}  // namespace

int main(int argc, char** argv) {
  cli::CommandLine line("signalbox",
                        "signalbox: talks to a Signalbox host, to its plugins and to its ledger",
                        "signalbox " SIGNALBOX_VERSION);
  cli::Command app = line.root();
  int code = kExitPass;
  cli::add_call(app, code);
  cli::add_watch(app, code);
  cli::add_signals(app, code);
  cli::add_shell(app, code);
  cli::add_compare(app, code);
  cli::add_record(app, code);
  cli::add_redact(app, code);
  cli::add_scenario(app, code);
  cli::add_shrink(app, code);
  cli::Command plugin =
      app.subcommand("plugin", "Plugins: examine one, and manage those of a running host");
  plugin.require_subcommand();
  cli::add_plugin_new(plugin, code);
  cli::add_plugin_check(plugin, code);
  cli::add_plugin_list(plugin, code);
  cli::add_plugin_load(plugin, code);
  cli::add_plugin_unload(plugin, code);
  cli::Command schema = app.subcommand("schema", "Schemas of plugins");
  schema.require_subcommand();
  cli::add_schema_check(schema, code);
  cli::add_schema_diff(schema, code);
  cli::Command ledger =
      app.subcommand("ledger", "The deprecation ledger: who still uses what is to be removed");
  ledger.require_subcommand();
  add_ledger_report(ledger, code);
  add_ledger_fsck(ledger, code);
  cli::add_ledger_stage(ledger, code);
  cli::add_ledger_brownout(ledger, code);
  cli::add_ledger_guide(ledger, code);
  cli::add_ledger_check(ledger, code);
  cli::add_ledger_baseline(ledger, code);
  cli::add_ledger_ablate(ledger, code);
  cli::add_ledger_resolve(ledger, code);
  cli::add_ledger_waive(ledger, code);
  cli::add_ledger_evidence(ledger, code);
  cli::add_ledger_diff(ledger, code);
  cli::add_ledger_merge(ledger, code);
  cli::add_ledger_migrate(ledger, code);
  cli::add_ledger_prune(ledger, code);
  cli::add_ledger_forget(ledger, code);
  cli::add_ledger_export(ledger, code);
  cli::add_examples(app);
  // For the completion files of shells: not for users, and so not in --help.
  if (argc > 1 && std::strcmp(argv[1], "__complete") == 0) {
    return cli::print_candidates(app, {argv + 2, argv + argc});
  }
  const cli::TerminalGuard out(std::cout, STDOUT_FILENO);
  const cli::TerminalGuard err(std::cerr, STDERR_FILENO);
  try {
    if (const std::optional<int> ended = line.parse(argc, argv)) return *ended;
  } catch (const cli::BadWord& error) {
    std::cerr << "signalbox: " << error.what() << '\n';
    return kExitUsage;
  } catch (const ScenarioError& error) {
    std::cerr << error.what() << '\n';
    return kExitUsage;
  } catch (const cli::CommandRefused& error) {
    std::cerr << "signalbox: " << printable(error.error_class) << ": " << printable(error.what())
              << '\n';
    return kExitRefused;
  } catch (const LedgerError& error) {
    std::cerr << "signalbox: " << error.what() << '\n';
    return exit_code_of(error);
  } catch (const std::exception& error) {
    std::cerr << "signalbox: " << error.what() << '\n';
    return kExitError;
  }
  return code;
}
