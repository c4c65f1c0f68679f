// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <memory>
#include <vector>

#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "cli/schema_file.hpp"
#include "cli/subcommands.hpp"

namespace signalbox::cli {
namespace {

struct Options {
  std::filesystem::path file;
  std::vector<std::filesystem::path> include_directories;
};

}  // namespace

void add_schema_check(Command schema, int& exit_code) {
  const auto options = std::make_shared<Options>();
  Command command = schema.subcommand("check", "Print what is wrong with a schema");
  command.option("FILE", options->file, "The schema").required();
  command.option("-I", options->include_directories, "Where to look for included files")
      .placeholder("DIR")
      .one_value();
  command.footer("Exit codes: 0 nothing is wrong, 1 it cannot be read, 2 usage, 3 it has faults.");
  command.callback([options, &exit_code] {
    exit_code = read_schema(options->file, options->include_directories) ? kExitPass : kExitRefused;
  });
}

}  // namespace signalbox::cli
