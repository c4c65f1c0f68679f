// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <boost/json.hpp>

#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "cli/pretty.hpp"
#include "cli/schema_file.hpp"
#include "cli/subcommands.hpp"

namespace signalbox::cli {
namespace {

struct Options {
  std::filesystem::path file;
  std::vector<std::filesystem::path> include_directories;
  bool json = false;
};

int check(const Options& options) {
  std::ostringstream faults;
  const bool is_sound = read_schema(options.file, options.include_directories, faults).has_value();
  if (options.json) {
    boost::json::array lines;
    std::istringstream all(faults.str());
    for (std::string line; std::getline(all, line);) lines.emplace_back(line);
    std::cout << plain({{"sound", is_sound}, {"faults", std::move(lines)}}) << '\n';
  } else {
    std::cerr << faults.str();
  }
  return is_sound ? kExitPass : kExitRefused;
}

}  // namespace

void add_schema_check(Command schema, int& exit_code) {
  const auto options = std::make_shared<Options>();
  Command command = schema.subcommand("check", "Print what is wrong with a schema");
  command.option("FILE", options->file, "The schema").required();
  command.option("-I", options->include_directories, "Where to look for included files")
      .placeholder("DIR")
      .one_value();
  command.formats(options->json);
  command.footer("Exit codes: 0 nothing is wrong, 1 it cannot be read, 2 usage, 3 it has faults.");
  command.callback([options, &exit_code] { exit_code = check(*options); });
}

}  // namespace signalbox::cli
