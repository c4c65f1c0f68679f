// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <system_error>

#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "cli/pretty.hpp"
#include "cli/recording_file.hpp"
#include "cli/subcommands.hpp"
#include "wire/recording.hpp"

namespace signalbox::cli {
namespace {

struct Options {
  std::string from;
  std::string to;
  bool json = false;
};

int run(const Options& options) {
  std::ifstream input(options.from);
  if (!input) throw std::system_error(errno, std::generic_category(), options.from);
  RecordingReader reader(input, options.from);
  RecordingFile file(options.to, true);
  std::string why = "redacted";
  RecordingFile::Time last{};
  while (const auto line = reader.next()) {
    const std::string message(line->json().text(line->message()));
    last = line->time();
    switch (line->from()) {
      case RecordedLine::From::client: file.client(last, message); break;
      case RecordedLine::From::server: file.server(last, message); break;
      case RecordedLine::From::other:
        if (const auto end = line->member("end")) why = line->json().string(*end);
        if (!line->member("end") && !line->member("recording")) file.note(last, message);
        break;
    }
  }
  file.end(last, why);
  if (options.json) {
    std::cout << plain({{"file", options.to}, {"events", file.events()}}) << std::endl;
  }
  return kExitPass;
}

}  // namespace

void add_redact(Command app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  Command command = app.subcommand(
      "redact", "Take out of a recording what tells whose machine it was recorded from");
  command.option("FILE", options->from, "A recording").required();
  command.option("-o,--output", options->to, "A file that is not there yet")
      .placeholder("FILE")
      .required();
  command.formats(options->json);
  command.footer("Exit codes: 0 done, 1 a file cannot be read or written, 2 usage.");
  command.callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace signalbox::cli
