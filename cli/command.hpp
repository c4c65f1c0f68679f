// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace signalbox::cli {

// An option or a positional argument of a Command, to be described further: each function returns
// the same option. A handle: copies mean the same option, which lives as long as the CommandLine.
class Option {
 public:
  explicit Option(CLI::Option& option) : option_(&option) {}

  Option required();
  Option show_default();
  Option excludes(Option other);
  Option needs(Option other);

  // Sets the text that --help prints in place of the type: "FILE", "NAME=VALUE ...".
  Option placeholder(const std::string& text);

  // Values that are accepted. A value that is not is an error of usage, which names the nearest.
  Option one_of(const std::vector<std::string>& words);
  Option in_range(int least, int most);
  Option positive();
  // `complaint` returns what is wrong with a value, or "". `type` is shown by --help.
  Option checked(std::function<std::string(const std::string& value)> complaint,
                 const std::string& type = {});

  // For a list: one value each time the option is given, not as many as follow it.
  Option one_value();
  // For a list: `separator` stands between values of one word.
  Option separated_by(char separator);

  // Returns whether the command line has the option.
  bool is_given() const;

 private:
  CLI::Option* option_;
};

// A subcommand of the program, or the program itself. A handle as Option is. This is the only part
// of CLI11 that subcommands see: its headers take several seconds to compile in each unit.
class Command {
 public:
  explicit Command(CLI::App& app) : app_(&app) {}

  Command subcommand(const std::string& name, const std::string& description);
  void require_subcommand();
  // Another name that the command line may use for this command.
  void alias(const std::string& name);

  // Adds an option that is read into `value`, whose content is the default and which must outlive
  // the parsing.
  // `names` is "--long", "-s,--long" or, for a positional argument, "NAME". Value is one of the
  // types for which command.cpp instantiates this: texts, paths, numbers, and lists of them.
  template <typename Value>
  Option option(const std::string& names, Value& value, const std::string& description);
  Option flag(const std::string& names, bool& value, const std::string& description);

  // Adds --format, one of `formats`, of which the first is the default, and --json for "json".
  void formats(std::string& format, const std::vector<std::string>& formats);
  // Adds --json and --format text|json.
  void formats(bool& json, const std::string& description = "Print one line of JSON");

  // Sets the text that --help prints behind the options.
  void footer(const std::string& text);
  // Adds command lines that --help prints last.
  void examples(const std::vector<std::string>& lines);
  // Sets the function that is called when the command line has been read and names this command.
  void callback(std::function<void()> run);
  // Sets a function that is called before that one.
  void when_read(std::function<void()> run);

  // A subcommand that is there.
  Command child(const std::string& name) const;

  // For cli/candidates.cpp, which walks the tree.
  const CLI::App& app() const { return *app_; }

 private:
  CLI::App* app_;
};

// Ends the reading of the command line with an error of usage: "`what` is required".
[[noreturn]] void fail_without(const std::string& what);

// The command line of a program with subcommands.
class CommandLine {
 public:
  // `version` is what --version prints: "NAME NUMBER".
  CommandLine(const std::string& name, const std::string& description, const std::string& version);
  ~CommandLine();

  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  Command root() { return Command(*app_); }

  // Reads the arguments, and calls the callbacks of the commands that they name. Returns the exit
  // code where help, --version or an error of usage ended it, after printing what that says: help
  // also for `help [COMMAND]`, and for a group of subcommands without one. Throws what callbacks
  // throw.
  std::optional<int> parse(int argc, char** argv);

 private:
  const std::unique_ptr<CLI::App> app_;
  bool version_as_json_ = false;
};

}  // namespace signalbox::cli
