// SPDX-License-Identifier: Apache-2.0
#include "cli/command.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <utility>

#include <CLI/CLI.hpp>

#include "cli/did_you_mean.hpp"

namespace signalbox::cli {

Option Option::required() {
  option_->required();
  return *this;
}

Option Option::show_default() {
  option_->capture_default_str();
  return *this;
}

Option Option::excludes(Option other) {
  option_->excludes(other.option_);
  return *this;
}

Option Option::needs(Option other) {
  option_->needs(other.option_);
  return *this;
}

Option Option::placeholder(const std::string& text) {
  option_->option_text(text);
  return *this;
}

Option Option::one_of(const std::vector<std::string>& words) {
  const auto complaint = [words](const std::string& value) -> std::string {
    if (std::find(words.begin(), words.end(), value) != words.end()) return {};
    return in_quotes(value) + " is none of " + CLI::detail::join(words, ", ") +
           did_you_mean(value, words);
  };
  // candidates.cpp finds the words in the braces.
  option_->check(complaint, "{" + CLI::detail::join(words, ",") + "}");
  return *this;
}

Option Option::in_range(int least, int most) {
  option_->check(CLI::Range(least, most));
  return *this;
}

Option Option::positive() {
  option_->check(CLI::PositiveNumber);
  return *this;
}

Option Option::checked(std::function<std::string(const std::string& value)> complaint,
                       const std::string& type) {
  option_->check(std::move(complaint), type);
  return *this;
}

Option Option::one_value() {
  option_->allow_extra_args(false);
  return *this;
}

Option Option::separated_by(char separator) {
  option_->delimiter(separator);
  return *this;
}

bool Option::is_given() const {
  return option_->count() > 0;
}

Command Command::subcommand(const std::string& name, const std::string& description) {
  return Command(*app_->add_subcommand(name, description));
}

void Command::require_subcommand() {
  app_->require_subcommand(1);
}

void Command::alias(const std::string& name) {
  app_->alias(name);
}

template <typename Value>
Option Command::option(const std::string& names, Value& value, const std::string& description) {
  return Option(*app_->add_option(names, value, description));
}

template Option Command::option(const std::string&, std::string&, const std::string&);
template Option Command::option(const std::string&, int&, const std::string&);
template Option Command::option(const std::string&, double&, const std::string&);
template Option Command::option(const std::string&, std::int64_t&, const std::string&);
template Option Command::option(const std::string&, std::size_t&, const std::string&);
template Option Command::option(const std::string&, std::filesystem::path&, const std::string&);
template Option Command::option(const std::string&, std::optional<int>&, const std::string&);
template Option Command::option(const std::string&, std::optional<std::string>&,
                                const std::string&);
template Option Command::option(const std::string&, std::vector<std::string>&, const std::string&);
template Option Command::option(const std::string&, std::vector<std::filesystem::path>&,
                                const std::string&);

Option Command::flag(const std::string& names, bool& value, const std::string& description) {
  return Option(*app_->add_flag(names, value, description));
}

void Command::formats(std::string& format, const std::vector<std::string>& formats) {
  format = formats.front();
  CLI::Option* const named = app_->add_option("--format", format, "How it is printed");
  Option(*named).one_of(formats).show_default();
  if (std::find(formats.begin(), formats.end(), "json") == formats.end()) return;
  app_->add_flag_callback(
          "--json", [&format] { format = "json"; }, "Print JSON: the same as --format json")
      ->excludes(named);
}

void Command::formats(bool& json, const std::string& description) {
  CLI::Option* const flag = app_->add_flag("--json", json, description);
  CLI::Option* const named = app_->add_option_function<std::string>(
      "--format", [&json](const std::string& format) { json = format == "json"; },
      "How it is printed; json is --json");
  Option(*named).one_of({"text", "json"});
  named->default_str("text")->excludes(flag);
}

void Command::footer(const std::string& text) {
  app_->footer(text);
}

void Command::examples(const std::vector<std::string>& lines) {
  std::string text = app_->get_footer();
  text += text.empty() ? "Examples:" : "\n\nExamples:";
  for (const std::string& each : lines) text += "\n  " + each;
  app_->footer(text);
}

void Command::callback(std::function<void()> run) {
  app_->callback(std::move(run));
}

void Command::when_read(std::function<void()> run) {
  app_->parse_complete_callback(std::move(run));
}

Command Command::child(const std::string& name) const {
  return Command(*app_->get_subcommand(name));
}

void fail_without(const std::string& what) {
  throw CLI::RequiredError(what);
}

}  // namespace signalbox::cli
