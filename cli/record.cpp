// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "cli/pretty.hpp"
#include "cli/recorder.hpp"
#include "cli/server_choice.hpp"
#include "cli/subcommands.hpp"

namespace signalbox::cli {

void add_record(Command app, int& exit_code) {
  const auto options = std::make_shared<Recorder::Options>();
  const auto server = std::make_shared<ServerChoice>();
  const auto json = std::make_shared<bool>(false);
  const auto signals = std::make_shared<std::vector<std::string>>();
  Command command =
      app.subcommand("record", "Write down the events of a QMP server, to be replayed");
  add_server(command, *server, "Of any QMP server");
  command.option("-o,--output", options->file, "A file that is not there yet")
      .placeholder("FILE")
      .required();
  command.flag("--redact", options->redact,
               "Replace what tells whose machine it is, the same by the same");
  command.option("--count", options->count, "End after so many events").placeholder("N");
  command.option("--duration", options->seconds, "End after so many seconds")
      .placeholder("S")
      .positive();
  command
      .option("--query", options->queries, "Record what this command returns, too; may be repeated")
      .placeholder("COMMAND")
      .one_value();
  command
      .option("--signal", *signals, "Connect to these signals, too, given as for `signalbox watch`")
      .placeholder("SIGNAL [NAME=VALUE ...] ...");
  command.formats(*json, "Print at the end what was recorded as one line of JSON");
  command.footer(
      "Ends by --count, by --duration, on ^C and when the server closes the connection; the file "
      "is\ncomplete then. Exit codes: 0 so, 1 no server, or the file is there or cannot be "
      "written,\n2 usage, 3 the server refused a signal.");
  command.callback([options, server, json, signals, &exit_code] {
    settle(*server);
    options->socket = server->socket;
    options->timeout = server->timeout;
    options->signals = wanted_signals(*signals);
    Recorder recorder(*options);
    recorder.run();
    if (*json) {
      std::cout << plain({{"file", options->file},
                          {"events", recorder.events()},
                          {"seconds", recorder.seconds()},
                          {"ended", recorder.ending()}})
                << std::endl;
    }
    exit_code = kExitPass;
  });
}

}  // namespace signalbox::cli
