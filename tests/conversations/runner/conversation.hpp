// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/conversations/runner/peer.hpp"
#include "tests/conversations/runner/script.hpp"
#include "tests/conversations/runner/server.hpp"

namespace signalbox::conversation {

// Plays one script against a server that it starts in a directory of its own.
class Conversation {
 public:
  // `command` starts the server: words, in which {dir} stands for `directory`, {socket} for the
  // machine's socket in it and {admin} for the administrator's. A command of one word is
  // signalboxd, and gets the flags that the script asks for.
  Conversation(const Script& script, std::vector<std::string> command,
               const std::filesystem::path& directory);

  // Throws std::runtime_error "file:line: what was expected and what came" for the first step
  // that does not hold. At the end nothing may be left to read, and the server must end cleanly.
  void play();

 private:
  using Kind = Step::Kind;

  void start();
  std::vector<std::string> signalbox_flags() const;
  std::string placed(std::string text) const;
  void perform(const Step& step);
  void receive(const Step& step);
  void receive_text(const Step& step);
  void receive_close();
  void poke(const Step& step);
  Peer& poker(const std::string& listener);  // negotiated, without default connections
  void check_exit(int expected);
  void finish();

  // No message is on its way to this client: one that it now asks for comes first.
  void expect_nothing(Peer& peer);

  Peer& connect(const std::string& name, const std::string& listener);
  Peer& current();
  std::string bound(std::string text) const;  // with the values of known $names

  const Script& script_;
  std::vector<std::string> command_;
  std::filesystem::path directory_;
  Bindings bindings_;
  std::unique_ptr<Server> server_;
  std::map<std::string, std::unique_ptr<Peer>> peers_;
  std::string current_ = "main";
  std::size_t fences_ = 0;
  bool started_ = false;  // the client "main" has been connected
  bool exited_ = false;
};

}  // namespace signalbox::conversation
