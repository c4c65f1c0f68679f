// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "cli/host_connection.hpp"
#include "cli/host_schema.hpp"
#include "cli/server_choice.hpp"

namespace signalbox::cli {

// The text of `help` in the shell.
extern const char* const kShellHelp;

// Runs the lines of `signalbox shell`, wherever they come from. One thread.
class ShellSession {
 public:
  struct Terminal {
    // Prints text above the line that is being edited, if one is.
    std::function<void(const std::string& text)> print;
    // Asks before a line that ends the machine is run. True: run it.
    std::function<bool(const std::string& question)> confirm;
  };

  // Connects and negotiates; `defaults` keeps the default connections, `json` prints lines of JSON.
  // Throws ConnectionLost and CommandRefused.
  ShellSession(const ServerChoice& server, bool defaults, bool json, Terminal terminal);

  HostConnection& host() { return host_; }

  // False: the user wants to leave. Throws ConnectionLost.
  bool run(const std::string& line);

  // Prints the events that have come until now.
  void show_events();

  // Words that complete the last word of a line. The host is asked each time: plugins come and go.
  std::vector<std::string> complete(std::string_view line);

  // Returns whether a line has failed.
  bool has_failed() const { return has_failed_; }

 private:
  using Words = std::vector<std::string>;

  bool run_words(const Words& words);
  bool run_own(const Words& words);
  void call(const Words& words);
  void request(const std::string& line);
  void explain(const std::string& command);
  void set(const Words& words);
  bool may_run(const std::string& command, const boost::json::object& arguments);
  std::string shown(const boost::json::value& value) const;
  std::vector<ArgumentForm> forms_of(const Words& words);
  void fail(const std::string& why);

  HostConnection host_;
  bool json_;
  const Terminal terminal_;
  const bool colours_;
  bool has_failed_ = false;
};

// Returns whether a line is a request whose JSON goes on in the next line.
bool goes_on(const std::string& line);

}  // namespace signalbox::cli
