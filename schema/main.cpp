// SPDX-License-Identifier: Apache-2.0
// qmpc, the schema compiler.
#include <exception>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "schema/check.hpp"
#include "schema/load.hpp"
#include "schema/names.hpp"
#include "schema/output_file.hpp"
#include "schema/outputs.hpp"

namespace signalbox::schema {
namespace {

namespace fs = std::filesystem;

struct Arguments {
  fs::path schema;
  std::vector<fs::path> include_directories;
  std::string name;
  fs::path output = ".";
  fs::path depfile;
  bool check_only = false;
};

// Exit codes: 0 done; 1 the schema has faults, which stand on stderr; 2 a file could not be read
// or written. CLI11's own for a wrong command line are above 100.
int run(const Arguments& arguments) {
  Sources sources;
  Faults faults;
  const Loaded loaded = load(arguments.schema, arguments.include_directories, sources, faults);
  const Schema schema = checked(loaded, faults);
  if (!faults.empty()) {
    faults.print(std::cerr, sources);
    return 1;
  }
  if (arguments.check_only) return 0;
  const fs::path directory = arguments.output / arguments.name;
  const std::vector<Output> outputs =
      outputs_of({schema, arguments.name, arguments.schema.filename().string()});
  for (const Output& output : outputs) write_if_changed(directory / output.name, output.text);
  if (!arguments.depfile.empty()) {
    write_if_changed(arguments.depfile, dependencies_of(directory / outputs.front().name, sources));
  }
  return 0;
}

}  // namespace
}  // namespace signalbox::schema

int main(int argc, char** argv) {
  using signalbox::schema::Arguments;
  Arguments arguments;
  CLI::App app("Writes C and C++ from a schema of events and commands.", "qmpc");
  app.set_version_flag("--version", "qmpc " SIGNALBOX_VERSION);
  app.add_option("FILE", arguments.schema, "The schema")->required();
  CLI::Option* name =
      app.add_option("--name", arguments.name,
                     "What the schema belongs to: names the folder and NAME_register()")
          ->check([](const std::string& value) -> std::string {
            if (signalbox::schema::is_hyphenated(value)) return {};
            return "'" + value + "' is not in lower case with hyphens";
          });
  app.add_option("--output", arguments.output, "The folder that gets a folder NAME")
      ->option_text("DIR");
  app.add_option("-I", arguments.include_directories, "Where to look for included files")
      ->option_text("DIR");
  app.add_option("--depfile", arguments.depfile,
                 "Write the files that were read, for make and ninja")
      ->option_text("FILE");
  CLI::Option* check =
      app.add_flag("--check", arguments.check_only, "Check the schema and write nothing");
  app.callback([&] {
    if (check->count() == 0 && name->count() == 0) throw CLI::RequiredError("--name or --check");
  });
  CLI11_PARSE(app, argc, argv);
  try {
    return signalbox::schema::run(arguments);
  } catch (const std::exception& failure) {
    std::cerr << "qmpc: " << failure.what() << '\n';
    return 2;
  }
}
