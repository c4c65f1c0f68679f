// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <vector>

#include <boost/json.hpp>

#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "cli/pretty.hpp"
#include "cli/schema_file.hpp"
#include "cli/subcommands.hpp"
#include "schema/changes.hpp"

namespace signalbox::cli {
namespace {

struct Options {
  std::filesystem::path earlier;
  std::filesystem::path later;
  std::vector<std::filesystem::path> include_directories;
  bool json = false;
};

void print_text(const std::vector<schema::Change>& changes, std::ptrdiff_t breaking) {
  const bool colours = wants_colours(STDOUT_FILENO);
  for (const schema::Change& each : changes) {
    if (colours) std::cout << (each.breaks ? "\033[31m" : "\033[32m");
    std::cout << (each.breaks ? "breaks  " : "ok      ") << (colours ? "\033[0m" : "") << each.text
              << '\n';
  }
  if (breaking == 0) {
    std::cout << "compatible: clients of the earlier version get on with the later\n";
  } else {
    std::cout << "incompatible: " << breaking
              << (breaking == 1 ? " change breaks" : " changes break")
              << " clients of the earlier version\n";
  }
}

void print_json(const std::vector<schema::Change>& changes, bool compatible) {
  boost::json::array list;
  for (const schema::Change& each : changes) {
    list.push_back({{"breaks", each.breaks}, {"text", each.text}});
  }
  std::cout << plain(boost::json::object{{"compatible", compatible}, {"changes", list}}) << '\n';
}

int run(const Options& options) {
  const auto earlier = read_schema(options.earlier, options.include_directories);
  const auto later = read_schema(options.later, options.include_directories);
  if (!earlier || !later) return kExitError;
  const std::vector<schema::Change> changes = schema::changes_between(*earlier, *later);
  const auto breaking = std::count_if(changes.begin(), changes.end(),
                                      [](const schema::Change& each) { return each.breaks; });
  if (options.json) {
    print_json(changes, breaking == 0);
  } else {
    print_text(changes, breaking);
  }
  return breaking == 0 ? kExitPass : kExitRefused;
}

}  // namespace

void add_schema_diff(Command schema, int& exit_code) {
  const auto options = std::make_shared<Options>();
  Command command = schema.subcommand(
      "diff", "Compare two versions of a schema, and say whether clients get on with the later");
  command.option("EARLIER", options->earlier, "The version that clients know").required();
  command.option("LATER", options->later, "The version that they meet").required();
  command.option("-I", options->include_directories, "Where to look for included files")
      .placeholder("DIR")
      .one_value();
  command.formats(options->json);
  command.footer(
      "Exit codes: 0 compatible, 1 one cannot be read or has faults, 2 usage, 3 incompatible.");
  command.callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace signalbox::cli
