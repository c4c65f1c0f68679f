// SPDX-License-Identifier: Apache-2.0
#include "tests/conversations/runner/conversation.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "tests/conversations/runner/poke.hpp"

namespace signalbox::conversation {

namespace {

constexpr std::size_t deepest = 2048;       // QEMU's limit of 1024, and room
constexpr std::size_t shown_bytes = 300;    // of a message, in a complaint
constexpr std::size_t shown_output = 2000;  // of the server's log, in a complaint

boost::json::value parsed(const std::string& line) {
  boost::json::error_code error;
  boost::json::parse_options options;
  options.max_depth = deepest;
  boost::json::value value = boost::json::parse(line, error, {}, options);
  if (error) throw std::runtime_error("not JSON: " + line);
  return value;
}

std::string shown(const std::string& text) {
  return text.size() <= shown_bytes
             ? text
             : text.substr(0, shown_bytes) + "… (" + std::to_string(text.size()) + " bytes)";
}

bool is_for_admin(const Step& step) {
  return (step.kind == Step::Kind::connect && step.more == "admin") ||
         (step.kind == Step::Kind::poke && step.text.starts_with("admin "));
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
}

}  // namespace

Conversation::Conversation(const Script& script, std::vector<std::string> command,
                           const std::filesystem::path& directory)
    : script_(script), command_(std::move(command)), directory_(directory) {}

void Conversation::play() {
  std::size_t line = script_.steps.front().line;
  try {
    start();
    for (const Step& step : script_.steps) {
      line = step.line;
      perform(step);
    }
    finish();
  } catch (const std::exception& error) {
    std::string complaint =
        script_.file.string() + ":" + std::to_string(line) + ": " + error.what();
    if (server_) {
      const std::string output = server_->output();
      complaint += "\nthe server wrote:\n" +
                   output.substr(output.size() > shown_output ? output.size() - shown_output : 0);
    }
    throw std::runtime_error(complaint);
  }
}

void Conversation::start() {
  for (const auto& [name, content] : script_.setup.files) {
    std::ofstream(directory_ / name, std::ios::binary) << content;
  }
  if (!script_.setup.config.empty()) {
    std::ofstream(directory_ / "signalbox.info") << placed(script_.setup.config);
  }
  std::vector<std::string> words = command_;
  if (words.size() == 1) {
    const std::vector<std::string> flags = signalbox_flags();
    words.insert(words.end(), flags.begin(), flags.end());
  }
  for (std::string& word : words) word = placed(word);
  server_ = std::make_unique<Server>(words, directory_);
}

std::vector<std::string> Conversation::signalbox_flags() const {
  std::vector<std::string> flags;
  if (!script_.setup.config.empty()) {
    flags = {"--config", "{dir}/signalbox.info"};
  } else {
    flags = {"--listen", "unix:{socket}"};
    // Only where it is spoken to: a host with an admin listener outlives its last machine.
    if (std::any_of(script_.steps.begin(), script_.steps.end(), is_for_admin)) {
      flags.insert(flags.end(), {"--admin", "unix:{admin}"});
    }
    for (const std::string& plugin : script_.setup.plugins) {
      flags.insert(flags.end(), {"--plugin", plugin});
    }
    if (script_.setup.any_server) flags.insert(flags.end(), {"--plugin", "legacy:paused=true"});
  }
  flags.insert(flags.end(), script_.setup.flags.begin(), script_.setup.flags.end());
  return flags;
}

std::string Conversation::placed(std::string text) const {
  replace_all(text, "{dir}", directory_.string());
  replace_all(text, "{socket}", (directory_ / "qmp.sock").string());
  replace_all(text, "{admin}", (directory_ / "admin.sock").string());
  if (const char* const plugins = std::getenv("CONVERSATION_PLUGINS")) {
    replace_all(text, "{plugins}", plugins);
  }
  return text;
}

void Conversation::perform(const Step& step) {
  switch (step.kind) {
    case Kind::send: current().send(bound(step.text)); break;
    case Kind::send_bytewise:
      for (const char byte : step.text) current().send({&byte, 1});
      break;
    case Kind::receive:
      for (std::size_t i = 0; i < step.times; ++i) receive(step);
      break;
    case Kind::receive_text: receive_text(step); break;
    case Kind::receive_close: receive_close(); break;
    case Kind::receive_nothing: expect_nothing(current()); break;
    case Kind::await_read: current().await_read(); break;
    case Kind::connect: connect(step.text, step.more); break;
    case Kind::switch_to:
      if (!peers_.contains(step.text)) throw std::runtime_error("no client " + step.text);
      current_ = step.text;
      break;
    case Kind::close: peers_.erase(current_); break;
    case Kind::poke: poke(step); break;
    case Kind::log:
      if (!server_->wait_for_output(step.text)) {
        throw std::runtime_error("the server did not write '" + step.text + "'");
      }
      break;
    case Kind::exit: check_exit(static_cast<int>(step.times)); break;
  }
}

void Conversation::receive(const Step& step) {
  const std::optional<std::string> line = current().receive();
  if (!line) throw std::runtime_error("expected " + step.text + "\nbut the connection is closed");
  if (const auto found = step.pattern->mismatch(parsed(*line), bindings_)) {
    throw std::runtime_error("expected " + step.text + "\nbut got  " + shown(*line) +
                             "\nwhere    " + *found);
  }
}

void Conversation::receive_text(const Step& step) {
  const std::optional<std::string> line = current().receive();
  const std::string got = line.value_or("the end of the connection");
  if (line && got == bound(step.text)) return;
  throw std::runtime_error("expected " + shown(bound(step.text)) + "\nbut got  " + shown(got));
}

void Conversation::receive_close() {
  const std::optional<std::string> line = current().receive();
  if (line) throw std::runtime_error("expected the end of the connection, got " + shown(*line));
  peers_.erase(current_);
}

void Conversation::poke(const Step& step) {
  const bool admin = step.text.starts_with("admin ");
  const std::string command = admin ? step.text.substr(6) : step.text;
  Peer& peer = poker(admin ? "admin" : "qmp");
  for (const PokeRequest& request : poke_requests(command, bound(step.more))) {
    peer.send(request.text);
    const std::string reply = peer.receive().value_or("the end of the connection");
    if (reply.starts_with("{\"return\"") || (request.may_fail && reply.starts_with("{\"error\""))) {
      continue;
    }
    throw std::runtime_error(request.text + "\nwas answered with " + reply);
  }
}

Peer& Conversation::poker(const std::string& listener) {
  const std::string name = "!! " + listener;
  const auto found = peers_.find(name);
  if (found != peers_.end()) return *found->second;
  const std::string back_to = current_;
  Peer& peer = connect(name, listener);
  current_ = back_to;
  peer.receive();  // the greeting
  if (listener == "qmp") {
    peer.send(R"({"execute": "disconnect-default-signals"})");
    peer.receive();
  }
  peer.send(R"({"execute": "qmp_capabilities"})");
  peer.receive();
  return peer;
}

void Conversation::check_exit(int expected) {
  const int status = server_->wait_for_exit();
  exited_ = true;
  if (status == -1) throw std::runtime_error("the server still runs");
  if (status != expected) {
    throw std::runtime_error("the server's exit status is " + std::to_string(status) + ", not " +
                             std::to_string(expected));
  }
}

void Conversation::finish() {
  if (exited_) return;
  for (const auto& [name, peer] : peers_) {
    try {
      expect_nothing(*peer);
    } catch (const std::exception& error) {
      throw std::runtime_error("at the end, client " + name + ": " + error.what());
    }
  }
  peers_.clear();
  const int status = server_->stop();
  if (status != 0) {
    throw std::runtime_error("after SIGTERM the server's exit status is " + std::to_string(status));
  }
}

void Conversation::expect_nothing(Peer& peer) {
  // An unknown command is answered in every state of a session, and changes none.
  const std::string id = "fence-" + std::to_string(++fences_);
  peer.send(R"({"execute": "no-such-command", "id": ")" + id + "\"}\n");
  const std::string line = peer.receive().value_or("the end of the connection");
  if (!line.starts_with(R"({"id": ")" + id + "\"")) {
    throw std::runtime_error("expected nothing more, got " + shown(line));
  }
}

Peer& Conversation::connect(const std::string& name, const std::string& listener) {
  const std::string socket = listener.empty() ? "qmp" : listener;
  auto peer = std::make_unique<Peer>(server_->connect(directory_ / (socket + ".sock")));
  current_ = name;
  started_ |= name == "main";
  return *(peers_[name] = std::move(peer));
}

Peer& Conversation::current() {
  const auto found = peers_.find(current_);
  if (found != peers_.end()) return *found->second;
  if (current_ == "main" && !started_) return connect("main", "qmp");
  throw std::runtime_error("client " + current_ + " is gone");
}

std::string Conversation::bound(std::string text) const {
  for (const auto& [name, value] : bindings_) {
    replace_all(text, "$" + name, boost::json::serialize(value));
  }
  return text;
}

}  // namespace signalbox::conversation
