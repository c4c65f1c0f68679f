// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>

#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "cli/pretty.hpp"
#include "cli/skeleton.hpp"
#include "cli/subcommands.hpp"
#include "schema/names.hpp"

namespace signalbox::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string name;
  bool c = false;
  bool json = false;
};

using Words = std::map<std::string_view, std::string>;

std::string symbol_of(std::string name) {
  for (char& c : name) {
    if (c == '-') c = '_';
  }
  return name;
}

// A text with what its @WORD@s stand for.
std::string filled(std::string text, const Words& words) {
  for (const auto& [word, meaning] : words) {
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at)) {
      text.replace(at, word.size(), meaning);
      at += meaning.size();
    }
  }
  return text;
}

void write_file(const fs::path& file, const std::string& text) {
  std::ofstream stream(file);
  stream << text << std::flush;
  if (!stream) throw std::system_error(errno, std::generic_category(), file.string());
  if (file.extension() == ".sh") {
    fs::permissions(file, fs::perms::owner_exec, fs::perm_options::add);
  }
}

int run(const Options& options) {
  const Words words = {{"@NAME@", options.name},
                       {"@SYMBOL@", symbol_of(options.name)},
                       {"@TYPE@", schema::camel_case(options.name)},
                       {"@LANGUAGE@", options.c ? "c" : "cpp"}};
  if (!fs::create_directory(options.name)) {
    std::cerr << "signalbox: '" << options.name << "' is there already\n";
    return kExitError;
  }
  for (const EmbeddedFile& each : skeleton_files()) {
    const fs::path name = each.name;
    const bool is_source = name.stem() == "plugin";
    if (is_source && (name.extension() == ".c") != options.c) continue;
    const fs::path file = is_source ? options.name + name.extension().string() : name.string();
    write_file(options.name / file, filled(each.text, words));
  }
  if (options.json) {
    std::cout << plain({{"made", options.name}}) << '\n';
    return kExitPass;
  }
  std::cout << filled(
      "@NAME@/ is made. Build it, test it, and drop it into a running host:\n"
      "  cmake -S @NAME@ -B @NAME@/build && cmake --build @NAME@/build\n"
      "  ctest --test-dir @NAME@/build\n"
      "  cp @NAME@/build/plugins/@NAME@.so PLUGIN-DIR\n"
      "  signalbox watch SOCKET @NAME@-event\n",
      words);
  return kExitPass;
}

}  // namespace

void add_plugin_new(Command plugin, int& exit_code) {
  const auto options = std::make_shared<Options>();
  Command command = plugin.subcommand(
      "new", "Write a plugin to begin with: a schema, a source, a test, and how to build them");
  command.option("NAME", options->name, "Of the plugin and of the folder that is made")
      .required()
      .checked([](const std::string& value) -> std::string {
        if (schema::is_hyphenated(value)) return {};
        return "'" + value + "' is not in lower case with hyphens";
      });
  command.flag("--c", options->c, "In C instead of C++");
  command.formats(options->json);
  command.footer("Exit codes: 0 written, 1 it could not be written, 2 usage.");
  command.callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace signalbox::cli
