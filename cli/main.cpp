// SPDX-License-Identifier: Apache-2.0
#include <exception>
#include <iostream>

#include <CLI/CLI.hpp>

#include "cli/exit_code.hpp"
#include "cli/ledger_fsck.hpp"
#include "cli/ledger_report.hpp"
#include "compat/ledger_error.hpp"

using namespace signalbox;

namespace {

int exit_code_of(const LedgerError& error) {
  return error.kind() == LedgerError::Kind::newer ? kExitNewer : kExitError;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("signalbox: asks and changes what a Signalbox host has recorded");
  app.name("signalbox");
  app.set_version_flag("--version", "signalbox " SIGNALBOX_VERSION);
  app.require_subcommand(1);
  CLI::App& ledger =
      *app.add_subcommand("ledger", "The deprecation ledger: who still uses what is to be removed");
  ledger.require_subcommand(1);

  int code = kExitPass;
  add_ledger_report(ledger, code);
  add_ledger_fsck(ledger, code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kExitPass : kExitUsage;
  } catch (const LedgerError& error) {
    std::cerr << "signalbox: " << error.what() << '\n';
    return exit_code_of(error);
  } catch (const std::exception& error) {
    std::cerr << "signalbox: " << error.what() << '\n';
    return kExitError;
  }
  return code;
}
