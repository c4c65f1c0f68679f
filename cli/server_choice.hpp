// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "cli/answer_wait.hpp"

namespace signalbox::cli {

class Command;

// The server that a subcommand talks to, and how long it waits for the server's answers.
struct ServerChoice {
  std::string socket;                                                        // path
  double timeout = std::chrono::duration<double>(kDefaultPatience).count();  // seconds; 0: for ever

  std::chrono::milliseconds patience() const { return patience_of(timeout); }
};

// Adds the positional SOCKET, which `whose` describes, and --timeout. SOCKET stands before the
// other positionals and may be left out where usual_socket() finds one.
void add_server(Command command, ServerChoice& server, const std::string& whose);

// Adds --timeout alone.
void add_timeout(Command command, double& seconds);

// Finds the socket where the command line has none, and says on standard error which one it is.
// Throws what fail_without() throws where there is none.
void settle(ServerChoice& server);

// Finds the socket where words follow SOCKET. If one can be found and the first word is none (it
// has no '/', does not end in ".sock" and names no socket here), that word becomes the first of
// `behind`.
void settle(ServerChoice& server, std::vector<std::string>& behind);

// The words of a command line behind its subcommand, with the usual socket in front where the first
// one is no socket; as they are where there is none.
std::vector<std::string> with_socket(std::vector<std::string> words);

}  // namespace signalbox::cli
