// SPDX-License-Identifier: Apache-2.0
#include "cli/candidates.hpp"

#include <unistd.h>

#include <exception>
#include <iostream>
#include <string_view>

#include <CLI/CLI.hpp>

#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "cli/host_candidates.hpp"

namespace signalbox::cli {

namespace {

// Who presses a key does not wait longer.
constexpr unsigned kSecondsForAHost = 2;

// Where in the tree of subcommands the last word stands.
struct Place {
  const CLI::App* app;
  std::vector<std::string> positionals;       // of app, in front of it
  const CLI::Option* awaits_value = nullptr;  // the option in front of it
};

bool takes_value(const CLI::Option& option) {
  return option.get_items_expected_max() > 0;
}

const CLI::App* subcommand_of(const CLI::App& app, const std::string& name) {
  const auto found =
      app.get_subcommands([&name](const CLI::App* each) { return each->check_name(name); });
  return found.empty() ? nullptr : found.front();
}

Place place_of(const CLI::App& app, const std::vector<std::string>& words) {
  Place place{&app, {}};
  for (std::size_t at = 0; at + 1 < words.size(); ++at) {
    const std::string& word = words[at];
    if (place.awaits_value != nullptr) {
      place.awaits_value = nullptr;
    } else if (word.starts_with('-')) {
      const CLI::Option* const option = place.app->get_option_no_throw(word);
      if (option != nullptr && takes_value(*option)) place.awaits_value = option;
    } else if (const CLI::App* const next = subcommand_of(*place.app, word)) {
      place = {next, {}};
    } else {
      place.positionals.push_back(word);
    }
  }
  return place;
}

// The values of an option that takes one of a few, as CLI11 describes it: "TEXT:{client,event}".
std::vector<Candidate> values_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const std::size_t begin = type.find('{');
  const std::size_t end = type.find('}', begin);
  if (begin == std::string::npos || end == std::string::npos) return {};
  std::vector<Candidate> found;
  for (std::string& each : CLI::detail::split(type.substr(begin + 1, end - begin - 1), ',')) {
    found.push_back({std::move(each), {}});
  }
  return found;
}

std::vector<Candidate> options_of(const CLI::App& app) {
  std::vector<Candidate> found;
  for (const CLI::Option* const each : app.get_options()) {
    for (const std::string& name : each->get_lnames()) {
      found.push_back({"--" + name, each->get_description()});
    }
  }
  return found;
}

std::vector<Candidate> subcommands_of(const CLI::App& app) {
  std::vector<Candidate> found;
  for (const CLI::App* const each : app.get_subcommands(nullptr)) {
    found.push_back({each->get_name(), each->get_description()});
  }
  return found;
}

std::vector<Candidate> all_at(const Place& place, const std::string& begun) {
  if (place.awaits_value != nullptr) return values_of(*place.awaits_value);
  if (begun.starts_with('-')) return options_of(*place.app);
  std::vector<Candidate> found = subcommands_of(*place.app);
  if (!found.empty()) return found;
  try {
    return host_candidates(place.app->get_name(), place.positionals, begun);
  } catch (const std::exception&) {
    return {};  // nobody is there to be asked, and nobody reads a message
  }
}

}  // namespace

std::vector<Candidate> candidates(Command program, const std::vector<std::string>& words) {
  const std::string begun = words.empty() ? "" : words.back();
  std::vector<Candidate> found = all_at(place_of(program.app(), words), begun);
  std::erase_if(found, [&begun](const Candidate& each) { return !each.word.starts_with(begun); });
  return found;
}

int print_candidates(Command program, const std::vector<std::string>& words) {
  ::alarm(kSecondsForAHost);
  for (const Candidate& each : candidates(program, words)) {
    std::cout << each.word << '\t' << each.meaning.substr(0, each.meaning.find('\n')) << '\n';
  }
  return kExitPass;
}

}  // namespace signalbox::cli
