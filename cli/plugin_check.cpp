// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "cli/command.hpp"
#include "cli/examination.hpp"
#include "cli/exit_code.hpp"
#include "cli/named_values.hpp"
#include "cli/pretty.hpp"
#include "cli/subcommands.hpp"

namespace signalbox::cli {
namespace {

using Grade = Finding::Grade;

struct Options {
  std::string file;
  std::vector<std::string> configuration;
  int seconds = 10;
  bool json = false;
};

const char* word_of(Grade grade) {
  switch (grade) {
    case Grade::ok: return "ok";
    case Grade::warning: return "warning";
    default: return "fault";
  }
}

const char* colour_of(Grade grade) {
  switch (grade) {
    case Grade::ok: return "\033[32m";
    case Grade::warning: return "\033[33m";
    default: return "\033[31m";
  }
}

// In columns of the width that the longest words need.
void print(const std::vector<Finding>& found, bool colours) {
  for (const Finding& each : found) {
    std::string word = word_of(each.grade);
    std::string subject = each.subject;
    word.resize(9, ' ');
    subject.resize(9, ' ');
    if (colours) word = colour_of(each.grade) + word + "\033[0m";
    std::cout << word << subject << each.text << '\n';
  }
}

int run(const Options& options) {
  const std::string configuration = plain(named_texts(options.configuration));
  const std::vector<Finding> found =
      examine_plugin(options.file, configuration, std::chrono::seconds(options.seconds));
  const bool passed = std::none_of(found.begin(), found.end(),
                                   [](const Finding& each) { return each.grade == Grade::fault; });
  if (options.json) {
    boost::json::array list;
    for (const Finding& each : found) {
      list.push_back(
          {{"grade", word_of(each.grade)}, {"subject", each.subject}, {"text", each.text}});
    }
    std::cout << plain(boost::json::object{
                     {"file", options.file}, {"passed", passed}, {"findings", list}})
              << '\n';
  } else {
    print(found, wants_colours(STDOUT_FILENO));
  }
  return passed ? kExitPass : kExitRefused;
}

}  // namespace

void add_plugin_check(Command plugin, int& exit_code) {
  const auto options = std::make_shared<Options>();
  Command command = plugin.subcommand(
      "check", "Examine a plugin in a process of its own, as a host would take it");
  command.option("FILE", options->file, "The shared object").required();
  command
      .option("CONFIGURATION", options->configuration,
              "What stands in its block of the configuration")
      .placeholder("NAME=VALUE ...");
  command.option("--timeout", options->seconds, "For the whole examination")
      .placeholder("SECONDS")
      .in_range(1, 3600)
      .show_default();
  command.formats(options->json);
  command.footer("Exit codes: 0 nothing is wrong, warnings aside; 2 usage; 3 there is a fault.");
  command.callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace signalbox::cli
