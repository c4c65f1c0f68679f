// SPDX-License-Identifier: Apache-2.0
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "cli/pretty.hpp"
#include "cli/subcommands.hpp"
#include "cli/work_directory.hpp"
#include "compat/recorded_stream.hpp"
#include "compat/scenario.hpp"
#include "compat/shrink.hpp"

namespace signalbox::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kVariable = "SIGNALBOX_PART";
constexpr const char* kScenario = ".scenario";

struct Options {
  std::string file;
  std::string output;
  std::string command;
  std::size_t max_tries = 500;
  bool json = false;
};

void write_file(const fs::path& path, const std::string& text) {
  std::ofstream file(path);
  file << text;
  if (!file.flush()) throw std::system_error(errno, std::generic_category(), path.string());
}

// The exit code of a shell's command; 128 and the number of what killed it, as shells say it.
int run_command(const std::string& command) {
  const int status = std::system(command.c_str());
  if (status < 0) throw std::system_error(errno, std::generic_category(), command);
  if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGINT || WTERMSIG(status) == SIGQUIT)) {
    throw std::runtime_error("interrupted");
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// Something that parts can be left out of.
struct Whole {
  std::string noun;                // of its parts
  std::vector<std::string> parts;  // those that are equal can stand for each other
  std::function<std::string(const std::vector<std::size_t>& kept)> with;
};

Whole recording(const std::string& file) {
  std::ifstream input(file);
  if (!input) throw std::system_error(errno, std::generic_category(), file);
  const auto stream = std::make_shared<const RecordedStream>(input, file);
  std::vector<std::string> numbers;
  for (std::size_t i = 0; i < stream->roots(); ++i) numbers.push_back(std::to_string(i));
  return {"emissions", numbers, [stream](const auto& kept) { return stream->with(kept); }};
}

Whole scenario(const std::string& file) {
  const std::vector<std::string> steps = parts_of(read_scenario_file(file));
  return {"steps", steps, [steps](const auto& kept) { return text_of_parts(steps, kept); }};
}

int run(const Options& options) {
  if (fs::exists(options.output)) {
    throw std::system_error(EEXIST, std::generic_category(), options.output);
  }
  const fs::path extension = fs::path(options.file).extension();
  const Whole whole = extension == kScenario ? scenario(options.file) : recording(options.file);
  const WorkDirectory directory("shrink", "");
  const fs::path part = directory.make(".") / ("part" + extension.string());
  setenv(kVariable, part.c_str(), 1);

  std::optional<int> code;  // of the whole
  const auto fails = [&](const std::vector<std::size_t>& parts) {
    write_file(part, whole.with(parts));
    const int exited = run_command(options.command);
    if (!code) code = exited;
    const bool same = exited == *code && exited != kExitPass;
    std::cerr << parts.size() << " of " << whole.parts.size() << " " << whole.noun << ": exit code "
              << exited << (same ? ", fails the same way" : "") << std::endl;
    return same;
  };
  const Shrunk shrunk = shrink(whole.parts, fails, options.max_tries);
  if (!shrunk.fails) {
    std::cerr << "signalbox: the command does not fail with all of " << options.file << '\n';
    return kExitRefused;
  }
  write_file(options.output, whole.with(shrunk.kept));
  if (options.json) {
    std::cout << plain({{"output", options.output},
                        {"kept", shrunk.kept.size()},
                        {"of", whole.parts.size()},
                        {"parts", whole.noun},
                        {"tries", shrunk.tries},
                        {"minimal", shrunk.is_minimal}})
              << std::endl;
    return kExitPass;
  }
  std::cerr << options.output << ": " << shrunk.kept.size() << " of " << whole.parts.size() << " "
            << whole.noun << " after " << shrunk.tries << " tries"
            << (shrunk.is_minimal ? "; without any one of them it does not fail" : "") << std::endl;
  return kExitPass;
}

}  // namespace

void add_shrink(Command app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  Command command = app.subcommand(
      "shrink", "Leave out of a recording or a scenario what a failure does not need");
  command.option("FILE", options->file, "A recording, or a scenario (*.scenario)").required();
  command
      .option("--run", options->command, "For sh: fails with the file that $SIGNALBOX_PART names")
      .placeholder("COMMAND")
      .required();
  command.option("-o,--output", options->output, "A file that is not there yet")
      .placeholder("FILE")
      .required();
  command.option("--tries", options->max_tries, "Run the command at most so often")
      .placeholder("N")
      .positive()
      .show_default();
  command.formats(options->json, "Print what was kept as one line of JSON");
  command.footer(
      "It fails the same way when it exits with the code that it exits with for the whole.\n"
      "Exit codes: 0 done, 1 a file cannot be read or written, 2 usage, 3 the command does not "
      "fail.");
  command.callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace signalbox::cli
