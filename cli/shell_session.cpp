// SPDX-License-Identifier: Apache-2.0
#include "cli/shell_session.hpp"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <stdexcept>
#include <utility>

#include <boost/json.hpp>

#include "cli/completion.hpp"
#include "cli/did_you_mean.hpp"
#include "cli/explained.hpp"
#include "cli/host_commands.hpp"
#include "cli/named_values.hpp"
#include "cli/pretty.hpp"
#include "cli/words.hpp"
#include "wire/message_reader.hpp"
#include "wire/printable.hpp"
#include "wire/value.hpp"

namespace signalbox::cli {

namespace {

constexpr std::chrono::milliseconds kAtOnce{0};

// Words that the shell keeps for itself where they stand first in a line.
const std::vector<std::string> kOwnWords = {".exit", ".help", ".json", ".pretty",
                                            "exit",  "help",  "set"};

// Returns whether a command ends the machine at once, and not as its guest likes.
bool ends_machine(const std::string& command, const boost::json::object& arguments) {
  if (command == "quit") return true;
  if (command != "human-monitor-command") return false;
  const boost::json::value* const line = arguments.if_contains("command-line");
  if (line == nullptr || !line->is_string()) return false;
  const std::vector<std::string> words = words_of(std::string_view(line->get_string()));
  return !words.empty() && (words.front() == "quit" || words.front() == "q");
}

std::size_t begin_of(const std::string& line) {
  return std::min(line.find_first_not_of(" \t"), line.size());
}

}  // namespace

const char* const kShellHelp =
    "COMMAND NAME=VALUE ...  runs a command; SIGNAL-connect is one\n"
    "{ ... }                 sends a request as it is, over several lines if need be\n"
    "help COMMAND            prints the arguments of a command\n"
    "set pretty on|off       how values and events are printed; also .pretty and .json\n"
    "help  exit              this; leave (also ^D; ^C clears the line)\n";

ShellSession::ShellSession(const ServerChoice& server, bool defaults, bool json, Terminal terminal)
    : host_(server.socket, server.patience()),
      json_(json),
      terminal_(std::move(terminal)),
      colours_(wants_colours(STDOUT_FILENO)) {
  host_.negotiate(defaults);
}

bool ShellSession::run(const std::string& line) {
  try {
    const std::size_t begin = begin_of(line);
    if (begin == line.size() || line[begin] == '#') return true;
    if (line[begin] == '{') {
      request(line);
      return true;
    }
    return run_words(words_of(line));
  } catch (const CommandRefused& refused) {
    show_events();
    fail(refused.error_class + ": " + refused.what());
  } catch (const Abandoned& abandoned) {
    fail(abandoned.what());
    return abandoned.signal == SIGINT;
  } catch (const BadWord& bad) {
    fail(bad.what());
  } catch (const std::invalid_argument& bad) {  // a request that is no JSON
    fail(bad.what());
  }
  return true;
}

bool ShellSession::run_words(const Words& words) {
  const std::string& first = words.front();
  const bool is_own = first.starts_with('.') || first == "?" ||
                      std::find(kOwnWords.begin(), kOwnWords.end(), first) != kOwnWords.end();
  if (is_own) return run_own(words);
  try {
    call(words);
  } catch (const CommandRefused& refused) {
    throw explained(refused, host_, words, kOwnWords);
  }
  return true;
}

bool ShellSession::run_own(const Words& words) {
  const std::string& word = words.front();
  if (word == ".exit" || word == "exit") return false;
  if (word == ".json" || word == ".pretty") {
    json_ = word == ".json";
  } else if (word == "set") {
    set(words);
  } else if (word == "help" && words.size() > 1) {
    explain(words[1]);
  } else if (word == ".help" || word == "help" || word == "?") {
    terminal_.print(kShellHelp);
  } else {
    fail(in_quotes(word) + " is unknown; .help lists what there is");
  }
  return true;
}

void ShellSession::set(const Words& words) {
  const bool is_known = words.size() == 3 && (words[1] == "pretty" || words[1] == "json") &&
                        (words[2] == "on" || words[2] == "off");
  if (!is_known) return fail("it is: set pretty on, set pretty off, set json on or set json off");
  json_ = (words[1] == "json") == (words[2] == "on");
}

void ShellSession::call(const Words& words) {
  const boost::json::object arguments =
      named_values({words.begin() + 1, words.end()}, forms_of(words));
  if (!may_run(words.front(), arguments)) return;
  const boost::json::value result = host_.call(words.front(), arguments);
  try {
    show_events();
  } catch (const ConnectionLost&) {  // a host that quits answers first
    terminal_.print(shown(result) + '\n');
    throw;
  }
  terminal_.print(shown(result) + '\n');
}

// The whole reply is what the user wants to see.
void ShellSession::request(const std::string& line) {
  const boost::json::value value = to_value(line);
  if (const boost::json::object* const asked = value.if_object()) {
    const boost::json::value* const command = asked->if_contains("execute");
    const boost::json::value* const arguments = asked->if_contains("arguments");
    const bool has_arguments = arguments != nullptr && arguments->is_object();
    if (command != nullptr && command->is_string() &&
        !may_run(std::string(command->get_string()),
                 has_arguments ? arguments->get_object() : boost::json::object())) {
      return;
    }
  }
  show_events();
  host_.send(plain(value));
  boost::json::object reply;
  do {
    reply = host_.wait_for_message();
    const bool is_event = reply.contains("event");
    terminal_.print((json_ || !is_event ? plain(reply) : one_line(reply, colours_)) + '\n');
  } while (reply.contains("event"));
  has_failed_ = has_failed_ || reply.contains("error");
}

void ShellSession::explain(const std::string& command) {
  const auto forms = HostSchema::of(host_).arguments_of(command);
  if (!forms) {
    return fail(in_quotes(command) + " is no command that the host describes" +
                did_you_mean(command, known_commands(host_)));
  }
  std::string text = command;
  for (const ArgumentForm& each : *forms) {
    std::string one = each.name + "=";
    for (const std::string& value : each.values) one += (one.ends_with('=') ? "" : "|") + value;
    if (each.values.empty()) one += each.type;
    text += each.optional ? " [" + one + "]" : " " + one;
  }
  terminal_.print(printable(text) + '\n');
}

bool ShellSession::may_run(const std::string& command, const boost::json::object& arguments) {
  return !ends_machine(command, arguments) ||
         terminal_.confirm("This ends the machine; exit leaves the shell. End the machine? [y/N] ");
}

void ShellSession::show_events() {
  while (const auto event = host_.next_event(kAtOnce)) {
    terminal_.print((json_ ? plain(*event) : one_line(*event, colours_)) + '\n');
  }
}

std::vector<std::string> ShellSession::complete(std::string_view line) {
  Words commands = kOwnWords;
  try {
    for (std::string& each : command_names(host_)) commands.push_back(std::move(each));
    return completions(line, commands, HostSchema::of(host_));
  } catch (const CommandRefused&) {
    return {};
  }
}

std::string ShellSession::shown(const boost::json::value& value) const {
  return json_ ? plain(value) : pretty(value, colours_);
}

std::vector<ArgumentForm> ShellSession::forms_of(const Words& words) {
  if (words.size() < 2) return {};
  return HostSchema::of(host_).arguments_of(words.front()).value_or(std::vector<ArgumentForm>());
}

void ShellSession::fail(const std::string& why) {
  has_failed_ = true;
  const std::string text = printable(why);
  terminal_.print((colours_ ? "\033[31m" + text + "\033[0m" : text) + '\n');
}

bool goes_on(const std::string& line) {
  const std::size_t begin = begin_of(line);
  if (begin == line.size() || line[begin] != '{') return false;
  MessageReader reader;
  reader.feed(line + '\n');
  return !reader.next().has_value();
}

}  // namespace signalbox::cli
