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

// Says the option that a word which CLI11 has refused may stand for. Returns whether there was one.
bool tell_unknown(const CLI::App& app) {
  std::vector<std::string> known;
  for (const CLI::Option* const each : app.get_options()) {
    for (const std::string& name : each->get_lnames()) known.push_back("--" + name);
  }
  bool is_told = false;
  for (const std::string& word : app.remaining()) {
    const std::string name = word.substr(0, word.find('='));
    if (!name.starts_with("--")) continue;
    const std::string_view meant = nearest(name, known);
    std::cerr << "qmpc: unknown option " << quote(name);
    if (!meant.empty()) std::cerr << "; did you mean " << quote(meant) << "?";
    std::cerr << "\nRun with --help for more information.\n";
    is_told = true;
  }
  return is_told;
}

// Returns whether a word stands for --help or --version, and for no file of its name.
bool stands_for(std::string_view option, int count, const char* const* words) {
  return count == 2 && words[1] == option && !fs::exists(option);
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
  app.footer(
      "Examples:\n"
      "  qmpc qmp-schema.json --name fan-control --output generated\n"
      "  qmpc qmp-schema.json --check");
  using signalbox::schema::stands_for;
  try {
    if (stands_for("help", argc, argv)) throw CLI::CallForHelp();
    if (stands_for("version", argc, argv)) {
      throw CLI::CallForVersion(app.version(), CLI::ExitCodes::Success);
    }
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const bool is_mistake = error.get_exit_code() != static_cast<int>(CLI::ExitCodes::Success);
    if (argc == 1) std::cout << app.help();
    if (is_mistake && signalbox::schema::tell_unknown(app)) return error.get_exit_code();
    return app.exit(error);
  }
  try {
    return signalbox::schema::run(arguments);
  } catch (const std::exception& failure) {
    std::cerr << "qmpc: " << failure.what() << '\n';
    return 2;
  }
}
