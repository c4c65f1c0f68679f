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

#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "cli/interrupts.hpp"
#include "cli/line_editor.hpp"
#include "cli/server_choice.hpp"
#include "cli/shell_session.hpp"
#include "cli/subcommands.hpp"

namespace signalbox::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPrompt = "signalbox> ";
constexpr const char* kPromptInside = "       ... ";  // of a request that goes on

struct Options {
  ServerChoice server;
  bool defaults = false;
  bool json = false;
  bool yes = false;
};

fs::path history_file() {
  const char* const state = std::getenv("XDG_STATE_HOME");
  if (state != nullptr && *state != '\0') return fs::path(state) / "signalbox/history";
  const char* const home = std::getenv("HOME");
  return fs::path(home == nullptr ? "/" : home) / ".local/state/signalbox/history";
}

// A line, with those that its request goes on in; nothing at the end of the input.
std::optional<std::string> read_all(LineEditor& editor) {
  std::optional<std::string> line = editor.read_line(kPrompt);
  while (line && goes_on(*line)) {
    const std::optional<std::string> more = editor.read_line(kPromptInside);
    if (!more || editor.is_cleared()) return more;
    *line += '\n' + *more;
  }
  return line;
}

int run_on_terminal(const Options& options) {
  LineEditor* editing = nullptr;
  ShellSession session(options.server, options.defaults, options.json,
                       {.print = [&editing](const std::string& text) { editing->print(text); },
                        .confirm =
                            [&editing, &options](const std::string& question) {
                              if (options.yes) return true;
                              const std::optional<std::string> answer =
                                  editing->read_line(question);
                              return answer && (*answer == "y" || *answer == "yes");
                            }});
  const Interrupts interrupts;  // until here ^C ends the program
  session.host().set_patience(std::chrono::milliseconds(0));
  session.host().abandon_on(interrupts.fd());
  LineEditor editor(history_file(), session.host().fd(), interrupts.fd(),
                    {.complete = [&](std::string_view line) { return session.complete(line); },
                     .readable =
                         [&session] {
                           session.host().receive();
                           session.show_events();
                         }});
  editing = &editor;
  do {
    session.show_events();
    const std::optional<std::string> line = read_all(editor);
    if (!line) break;
    editor.remember(*line);
    if (!session.run(*line)) return kExitPass;
  } while (true);
  editor.print("\n");
  return kExitPass;
}

int run_script(const Options& options) {
  ShellSession session(options.server, options.defaults, options.json,
                       {.print = [](const std::string& text) { std::cout << text << std::flush; },
                        .confirm = [](const std::string&) { return true; }});
  for (std::string line; std::getline(std::cin, line);) {
    for (std::string more; goes_on(line) && std::getline(std::cin, more);) line += '\n' + more;
    if (!session.run(line)) break;
  }
  session.show_events();
  return session.has_failed() ? kExitRefused : kExitPass;
}

int run(const Options& options) {
  const bool is_terminal = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1;
  return is_terminal ? run_on_terminal(options) : run_script(options);
}

}  // namespace

void add_shell(Command app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  Command command =
      app.subcommand("shell", "Run commands line by line, and see events as they come");
  add_server(command, options->server, "Of a machine, of the admin listener or of a QEMU");
  command.flag("--defaults", options->defaults, "Keep the default connections of old clients");
  command.formats(options->json, "Print each value and event as one line of JSON");
  command.flag("--yes", options->yes, "Do not ask on a terminal before `quit` ends the machine");
  std::string footer = "Lines:\n";
  footer.append(kShellHelp);
  footer.append(
      "Exit codes: 0 left, 1 no host or it has gone, 2 usage, 3 (not on a terminal) a line has "
      "failed.");
  command.footer(footer);
  command.callback([options, &exit_code] {
    settle(options->server);
    exit_code = run(*options);
  });
}

}  // namespace signalbox::cli
