// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <iostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/command.hpp"
#include "cli/did_you_mean.hpp"
#include "cli/exit_code.hpp"
#include "cli/pretty.hpp"

namespace signalbox::cli {

namespace {

using Words = std::vector<std::string>;

// The command that the first words of a command line name.
struct Way {
  CLI::App* app;
  std::size_t next;  // the word behind them
};

CLI::App* subcommand_of(CLI::App& app, const std::string& name) {
  const auto found =
      app.get_subcommands([&name](CLI::App* each) { return each->check_name(name); });
  return found.empty() ? nullptr : found.front();
}

bool is_group(CLI::App& app) {
  return !app.get_subcommands(nullptr).empty();
}

Way way_of(CLI::App& from, const Words& words, std::size_t next) {
  Way way{&from, next};
  while (way.next < words.size()) {
    CLI::App* const child = subcommand_of(*way.app, words[way.next]);
    if (child == nullptr) break;
    way = {child, way.next + 1};
  }
  return way;
}

// "signalbox ledger report"
std::string full_name(const CLI::App& app) {
  const CLI::App* const parent = app.get_parent();
  return parent == nullptr ? app.get_name() : full_name(*parent) + " " + app.get_name();
}

Words names_of_subcommands(CLI::App& app) {
  Words names;
  for (const CLI::App* const each : app.get_subcommands(nullptr)) {
    names.push_back(each->get_name());
    for (const std::string& alias : each->get_aliases()) names.push_back(alias);
  }
  return names;
}

Words names_of_options(const CLI::App& app) {
  Words names;
  for (const CLI::Option* const each : app.get_options()) {
    for (const std::string& name : each->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

int fail(const std::string& what, const CLI::App& app) {
  std::cerr << "signalbox: " << what << "\nSee " << full_name(app) << " --help\n";
  return kExitUsage;
}

int fail_with_unknown(const std::string& word, CLI::App& app) {
  const Words known = names_of_subcommands(app);
  std::string what = in_quotes(word) + " is no command of " + full_name(app);
  const std::string meant = did_you_mean(word, known);
  what += meant.empty() ? "; it has " + CLI::detail::join(known, ", ") : meant;
  return fail(what, app);
}

int print_help(const CLI::App& app) {
  std::cout << app.help(app.get_parent() == nullptr ? "" : full_name(*app.get_parent()));
  return kExitPass;
}

// Prints the help of the command below `from` that the words from `next` on name.
int print_help_of(CLI::App& from, const Words& words, std::size_t next) {
  const Way way = way_of(from, words, next);
  return way.next == words.size() ? print_help(*way.app)
                                  : fail_with_unknown(words[way.next], *way.app);
}

// The first option that a command does not have; empty: it has all. Only what CLI11 has refused is
// asked about: a word behind an option may be its value.
std::string unknown_option(const CLI::App& app, const Words& refused) {
  for (const std::string& each : refused) {
    const std::string name = each.substr(0, each.find('='));
    if (name.starts_with("--") && app.get_option_no_throw(name) == nullptr) return name;
  }
  return {};
}

}  // namespace

CommandLine::CommandLine(const std::string& name, const std::string& description,
                         const std::string& version)
    : app_(std::make_unique<CLI::App>(description, name)) {
  app_->set_version_flag("--version", version);
  app_->require_subcommand(1);
  app_->add_subcommand("help", "Print the help of a command: `help ledger report`");
  Command told(*app_->add_subcommand("version", "Print the version"));
  told.formats(version_as_json_);
  told.callback([this, name, version] {
    const std::string number = version.substr(version.find(' ') + 1);
    std::cout << (version_as_json_ ? plain({{"program", name}, {"version", number}}) : version)
              << '\n';
  });
}

CommandLine::~CommandLine() = default;

std::optional<int> CommandLine::parse(int argc, char** argv) {
  const Words words(argv + 1, argv + argc);
  const Way way = way_of(*app_, words, 0);
  const bool is_bare = way.next == words.size();
  const bool is_option = !is_bare && words[way.next].starts_with('-');
  if (way.app->get_name() == "help" && !is_option) return print_help_of(*app_, words, way.next);
  if (is_group(*way.app) && !is_option) {
    if (is_bare) {
      print_help(*way.app);
      return kExitUsage;
    }
    if (words[way.next] == "help") return print_help_of(*way.app, words, way.next + 1);
    return fail_with_unknown(words[way.next], *way.app);
  }
  try {
    app_->parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {
      return app_->exit(error) == 0 ? kExitPass : kExitUsage;
    }
    const std::string unknown = unknown_option(*way.app, app_->remaining(true));
    if (!unknown.empty()) {
      return fail(in_quotes(unknown) + " is no option of " + full_name(*way.app) +
                      did_you_mean(unknown, names_of_options(*way.app)),
                  *way.app);
    }
    if (is_bare) print_help(*way.app);
    app_->exit(error);
    return kExitUsage;
  }
  return std::nullopt;
}

}  // namespace signalbox::cli
