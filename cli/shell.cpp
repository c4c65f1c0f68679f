// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json.hpp>

#include "cli/command.hpp"
#include "cli/completion.hpp"
#include "cli/exit_code.hpp"
#include "cli/host_commands.hpp"
#include "cli/host_connection.hpp"
#include "cli/host_schema.hpp"
#include "cli/line_editor.hpp"
#include "cli/named_values.hpp"
#include "cli/pretty.hpp"
#include "cli/subcommands.hpp"
#include "cli/words.hpp"
#include "wire/printable.hpp"
#include "wire/value.hpp"

namespace signalbox::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds at_once{0};

constexpr const char* help_text =
    "COMMAND NAME=VALUE ...  runs a command; SIGNAL-connect is one\n"
    "{ ... }                 sends a request as it is\n"
    ".json  .pretty          how values and events are printed\n"
    ".help  .exit            this; leave (also ^D)\n";

struct Options {
  std::string socket;
  bool defaults = false;
  bool json = false;
};

fs::path history_file() {
  const char* const state = std::getenv("XDG_STATE_HOME");
  if (state != nullptr && *state != '\0') return fs::path(state) / "signalbox/history";
  const char* const home = std::getenv("HOME");
  return fs::path(home == nullptr ? "/" : home) / ".local/state/signalbox/history";
}

// What runs lines, wherever they come from.
class Shell {
 public:
  explicit Shell(const Options& options) : host_(options.socket), json_(options.json) {
    host_.negotiate(options.defaults);
  }

  HostConnection& host() { return host_; }

  // False: the user wants to leave. What is to be printed goes to `print`.
  template <typename Print>
  bool run(const std::string& line, const Print& print) {
    try {
      const std::size_t begin = line.find_first_not_of(" \t");
      if (begin == std::string::npos || line[begin] == '#') return true;
      if (line[begin] == '{') {
        request(line, print);
        return true;
      }
      const std::vector<std::string> words = words_of(line);
      if (words.front().starts_with('.')) return own(words.front(), print);
      const boost::json::object arguments =
          named_values({words.begin() + 1, words.end()}, forms_of(words));
      const boost::json::value result = host_.call(words.front(), arguments);
      show_events(print);
      print(shown(result) + '\n');
    } catch (const CommandRefused& refused) {
      show_events(print);
      fail(refused.error_class + ": " + refused.what(), print);
    } catch (const BadWord& bad) {
      fail(bad.what(), print);
    } catch (const std::invalid_argument& bad) {  // a request that is no JSON
      fail(bad.what(), print);
    }
    return true;
  }

  // What has come until now.
  template <typename Print>
  void show_events(const Print& print) {
    while (const auto event = host_.next_event(at_once)) {
      print((json_ ? plain(*event) : one_line(*event, colours_)) + '\n');
    }
  }

  // Asks the host each time: plugins come and go.
  std::vector<std::string> complete(std::string_view line) {
    std::vector<std::string> commands = {".exit", ".help", ".json", ".pretty"};
    try {
      for (std::string& each : command_names(host_)) commands.push_back(std::move(each));
      return completions(line, commands, HostSchema::of(host_));
    } catch (const CommandRefused&) {
      return {};
    }
  }

  int exit_code() const { return has_failed_ ? kExitRefused : kExitPass; }

 private:
  std::string shown(const boost::json::value& value) const {
    return json_ ? plain(value) : pretty(value, colours_);
  }

  std::vector<ArgumentForm> forms_of(const std::vector<std::string>& words) {
    if (words.size() < 2) return {};
    return HostSchema::of(host_).arguments_of(words.front()).value_or(std::vector<ArgumentForm>());
  }

  // The whole reply is what the user wants to see.
  template <typename Print>
  void request(const std::string& line, const Print& print) {
    const std::string text = plain(to_value(line));
    show_events(print);
    host_.send(text);
    boost::json::object reply;
    do {
      reply = host_.wait_for_message();
      const bool is_event = reply.contains("event");
      print((json_ || !is_event ? plain(reply) : one_line(reply, colours_)) + '\n');
    } while (reply.contains("event"));
    has_failed_ = has_failed_ || reply.contains("error");
  }

  template <typename Print>
  bool own(const std::string& word, const Print& print) {
    if (word == ".exit") return false;
    if (word == ".json" || word == ".pretty") {
      json_ = word == ".json";
    } else if (word == ".help") {
      print(help_text);
    } else {
      fail("'" + word + "' is unknown; .help lists what there is", print);
    }
    return true;
  }

  template <typename Print>
  void fail(const std::string& why, const Print& print) {
    has_failed_ = true;
    const std::string text = printable(why);
    print((colours_ ? "\033[31m" + text + "\033[0m" : text) + '\n');
  }

  HostConnection host_;
  bool json_;
  const bool colours_ = wants_colours(STDOUT_FILENO);
  bool has_failed_ = false;
};

int run_on_terminal(Shell& shell) {
  LineEditor* editing = nullptr;
  const auto print = [&](const std::string& text) { editing->print(text); };
  LineEditor editor("signalbox> ", history_file(), shell.host().fd(),
                    {.complete = [&](std::string_view line) { return shell.complete(line); },
                     .readable =
                         [&] {
                           shell.host().receive();
                           shell.show_events(print);
                         }});
  editing = &editor;
  do {
    shell.show_events(print);
    const std::optional<std::string> line = editor.read_line();
    if (!line) break;
    if (!shell.run(*line, print)) return kExitPass;
  } while (true);
  print("\n");
  return kExitPass;
}

int run_script(Shell& shell) {
  const auto print = [](const std::string& text) { std::cout << text << std::flush; };
  for (std::string line; std::getline(std::cin, line);) {
    if (!shell.run(line, print)) break;
  }
  shell.show_events(print);
  return shell.exit_code();
}

int run(const Options& options) {
  Shell shell(options);
  const bool is_terminal = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1;
  return is_terminal ? run_on_terminal(shell) : run_script(shell);
}

}  // namespace

void add_shell(Command app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  Command command =
      app.subcommand("shell", "Run commands line by line, and see events as they come");
  command.option("SOCKET", options->socket, "Of a machine or of the admin listener").required();
  command.flag("--defaults", options->defaults, "Keep the default connections of old clients");
  command.flag("--json", options->json, "Print each value and event as one line of JSON");
  std::string footer = "Lines:\n";
  footer.append(help_text);
  footer.append(
      "Exit codes: 0 left, 1 no host or it has gone, 2 usage, 3 (not on a terminal) a line has "
      "failed.");
  command.footer(footer);
  command.callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace signalbox::cli
