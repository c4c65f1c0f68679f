// SPDX-License-Identifier: Apache-2.0
#include "cli/server_choice.hpp"

#include <filesystem>
#include <iostream>
#include <utility>

#include "cli/command.hpp"
#include "cli/usual_places.hpp"
#include "wire/printable.hpp"

namespace signalbox::cli {

namespace {

bool names_socket(const std::string& word) {
  std::error_code ignored;
  return word.find('/') != std::string::npos || word.ends_with(".sock") ||
         std::filesystem::is_socket(word, ignored);
}

void take(ServerChoice& server, const UsualPlace& usual) {
  if (usual.path.empty()) fail_without("SOCKET, or SIGNALBOX_SOCKET in the environment,");
  std::cerr << "signalbox: socket " << printable(usual.path) << ", " << usual.source << std::endl;
  server.socket = usual.path;
}

}  // namespace

void add_timeout(Command command, double& seconds) {
  command
      .option("--timeout", seconds,
              "How long the server may take to greet and to answer; 0: any time")
      .placeholder("S [10]");
}

void add_server(Command command, ServerChoice& server, const std::string& whose) {
  command.option("SOCKET", server.socket, whose + "; else $SIGNALBOX_SOCKET");
  add_timeout(command, server.timeout);
}

void settle(ServerChoice& server) {
  if (server.socket.empty()) take(server, usual_socket());
}

void settle(ServerChoice& server, std::vector<std::string>& behind) {
  if (!server.socket.empty() && names_socket(server.socket)) return;
  const UsualPlace usual = usual_socket();
  if (!server.socket.empty() && usual.path.empty()) return;
  if (!server.socket.empty()) {
    behind.insert(behind.begin(), std::exchange(server.socket, std::string()));
  }
  take(server, usual);
}

std::vector<std::string> with_socket(std::vector<std::string> words) {
  if (!words.empty() && names_socket(words.front())) return words;
  const UsualPlace usual = usual_socket();
  if (!usual.path.empty()) words.insert(words.begin(), usual.path);
  return words;
}

}  // namespace signalbox::cli
