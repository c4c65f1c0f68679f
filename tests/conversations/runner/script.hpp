// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/conversations/runner/pattern.hpp"

namespace signalbox::conversation {

// How the server of a conversation is started: its `%` lines.
struct Setup {
  bool any_server = false;           // %any-server: holds for every QMP server
  std::vector<std::string> plugins;  // %plugin NAME [key=value,…]
  std::vector<std::string> flags;    // %flag TEXT
  std::string config;                // %config, and the indented lines below it
  std::vector<std::pair<std::string, std::string>> files;  // %file NAME SIZE | %file NAME "TEXT"
};

// One line of a conversation, with the lines that continue it.
struct Step {
  enum class Kind {
    send,             // -> TEXT, and a line feed; -> raw PIECES
    send_bytewise,    // -> split TEXT: one write per byte
    receive,          // <- PATTERN [* N]
    receive_text,     // <= TEXT or raw PIECES: these bytes
    receive_close,    // <- closed: the server ends the connection
    receive_nothing,  // <- nothing: no message is on its way
    await_read,       // <- read: the server has read all that this client sent
    connect,          // == connect NAME [LISTENER]
    switch_to,        // == NAME
    close,            // == close: the client goes
    poke,             // !! [admin] COMMAND [ARGUMENTS]
    log,              // <! TEXT: a line of the program's error output contains TEXT
    exit,             // <! exit N
  };

  Kind kind;
  std::size_t line = 0;   // in the file, from 1
  std::string text = {};  // bytes, name, command
  std::string more = {};  // listener, or the arguments of a poke
  std::optional<Pattern> pattern = {};
  std::size_t times = 1;
};

struct Script {
  std::filesystem::path file;
  Setup setup;
  std::vector<Step> steps;
};

// Reads a .qmp file; tests/conversations/README.md says what may stand in it. Throws
// std::runtime_error "file:line: what is wrong".
Script read_script(const std::filesystem::path& file);

// The same from its text, for tests.
Script parse_script(const std::filesystem::path& file, const std::string& text);

}  // namespace signalbox::conversation
