// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/exit_code.hpp"
#include "cli/recorder.hpp"
#include "cli/subcommands.hpp"

namespace signalbox::cli {

void add_record(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Recorder::Options>();
  const auto signals = std::make_shared<std::vector<std::string>>();
  CLI::App& command =
      *app.add_subcommand("record", "Write down the events of a QMP server, to be replayed");
  command.add_option("SOCKET", options->socket, "Of any QMP server")->required();
  command.add_option("-o,--output", options->file, "A file that is not there yet")
      ->option_text("FILE")
      ->required();
  command.add_flag("--redact", options->redact,
                   "Replace what tells whose machine it is, the same by the same");
  command.add_option("--count", options->count, "End after so many events")->option_text("N");
  command.add_option("--duration", options->seconds, "End after so many seconds")
      ->option_text("S")
      ->check(CLI::PositiveNumber);
  command
      .add_option("--query", options->queries,
                  "Record what this command returns, too; may be repeated")
      ->option_text("COMMAND")
      ->allow_extra_args(false);
  command
      .add_option("--signal", *signals,
                  "Connect to these signals, too, given as for `signalbox watch`")
      ->option_text("SIGNAL [NAME=VALUE ...] ...");
  command.footer(
      "Ends by --count, by --duration, on ^C and when the server closes the connection; the file "
      "is\ncomplete then. Exit codes: 0 so, 1 no server, or the file is there or cannot be "
      "written,\n2 usage, 3 the server refused a signal.");
  command.callback([options, signals, &exit_code] {
    options->signals = wanted_signals(*signals);
    Recorder(*options).run();
    exit_code = kExitPass;
  });
}

}  // namespace signalbox::cli
