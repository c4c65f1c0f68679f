// SPDX-License-Identifier: Apache-2.0
//
// The order in which a client negotiates, its answer is let go by the ledger, and the plugin of its
// events comes, goes or is replaced: whatever it is, the client hears of all that happens later.
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "compat/default_connections.hpp"
#include "host/host.hpp"
#include "host/machine.hpp"
#include "host/plugin_file.hpp"
#include "host/plugin_instance.hpp"
#include "host/session.hpp"

namespace signalbox {
namespace {

// A story has one letter for each step. The steps of the client: it connects to stop-event
// explicitly ('e'), and that answer is let go ('f'); it negotiates ('n'), and that answer is let go
// ('c'); it gives all default connections up before that ('o'), and asks for all of them back later
// ('b'). Those of the plugin: it is loaded ('a'), replaced ('r'), unloaded ('d').
using Story = std::string;

// All stories that have the steps of both, each in its own order.
std::vector<Story> merged(const Story& one, const Story& other) {
  if (one.empty() || other.empty()) return {one + other};
  std::vector<Story> all;
  for (const Story& rest : merged(one.substr(1), other)) all.push_back(one.front() + rest);
  for (const Story& rest : merged(one, other.substr(1))) all.push_back(other.front() + rest);
  return all;
}

// Keeps answers back until they are let go, as the ledger does.
class Ledger final : public Observer {
 public:
  void negotiating(Session&, bool, Proceed proceed) override { negotiated = std::move(proceed); }
  void connecting(Session&, Connection&, Proceed proceed) override {
    connecting_.push_back(std::move(proceed));
  }

  // A plugin that comes makes default connections meanwhile, which ask too.
  void let_connections_go() {
    for (const Proceed& each : std::exchange(connecting_, {})) each();
  }

  Proceed negotiated;

 private:
  std::vector<Proceed> connecting_;
};

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
    ++found;
  return found;
}

// One machine in this process, and one client on a socket pair.
class Stage {
 public:
  Stage() { EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends_.data()), 0); }
  ~Stage() { ::close(ends_[1]); }

  // Plays the story, has the machine stop and gives all that the client was sent.
  std::string play(const Story& story) {
    std::string heard;
    loop_.post([&] {
      host_.start();
      machine().accept(ends_[0], listener_);
      for (const char step : story) play(step);
      if (has_plugin()) say("stop");
      heard = received();
      host_.stop();
    });
    loop_.run();
    return heard;
  }

 private:
  static HostConfig config() {
    HostConfig config;
    config.machines.emplace_back().name = "m";
    return config;
  }

  Machine& machine() { return *host_.machine("m"); }
  bool has_plugin() { return machine().plugin("legacy") != nullptr; }

  void play(char step) {
    switch (step) {
      case 'a':
      case 'r':
        in_a_call(
            [this] { machine().load(PluginFile(kPlugin, PluginFile::Share::yes, SIGNALBOXD)); });
        break;
      case 'd': in_a_call([this] { machine().unload(*machine().plugin("legacy")); }); break;
      case 'n': return say("qmp_capabilities");
      case 'e': return say("stop-event-connect");
      case 'o': return say("disconnect-default-signals");
      case 'b': return say("connect-default-signals");
      case 'c': ledger_.negotiated(); break;
      case 'f': ledger_.let_connections_go(); break;
      default: FAIL() << step;
    }
    turn();
  }

  void in_a_call(std::function<void()> run) {
    machine().call(MachineThread::Place::loop, nullptr, std::move(run));
  }

  void say(const std::string& command) {
    const std::string request = "{\"execute\": \"" + command + "\"}";
    EXPECT_EQ(::send(ends_[1], request.data(), request.size(), 0),
              static_cast<ssize_t>(request.size()));
    turn();
  }

  void turn() { machine().readable(*machine().sessions().begin()->second); }

  std::string received() {
    std::string text(64 * 1024, '\0');
    const ssize_t length = ::recv(ends_[1], text.data(), text.size(), 0);
    text.resize(static_cast<std::size_t>(std::max<ssize_t>(length, 0)));
    return text;
  }

  static constexpr const char* kPlugin = PLUGIN_DIRECTORY "/legacy.so";

  std::array<int, 2> ends_{-1, -1};
  // Time stands still: a turn does all that there is to do.
  Loop loop_{[] { return Loop::Clock::time_point(); }};
  DefaultConnections defaults_;
  Ledger ledger_;
  const std::shared_ptr<const ListenerConfig> listener_ = std::make_shared<ListenerConfig>();
  Host host_{loop_, config(), {&defaults_, &ledger_}};
};

const std::string kDefaultStop = R"("event": "STOP"})";

const std::vector<Story> kLives = {"a", "ad", "ada", "ar", "ard", "arda", "adar"};

const std::string kTaggedStop = R"("event": "STOP", "tag": "signal-1"})";
const std::string kTaggedEnd =
    R"("SIGNAL_DISCONNECTED", "data": {"reason": "plugin-unloaded"}, "tag": "signal-1"})";

// Returns whether the plugin is there after those of the steps that are its own.
bool is_there_after(const Story& steps) {
  const std::size_t last = steps.find_last_of("ad");
  return last != Story::npos && steps[last] == 'a';
}

TEST(DefaultOrdersTest, AClientHearsOfEachEventOnceWheneverItsPluginComes) {
  const PluginFile kept(PLUGIN_DIRECTORY "/legacy.so", PluginFile::Share::yes, SIGNALBOXD);
  for (const Story& life : kLives) {
    for (const Story& story : merged("nc", life)) {
      SCOPED_TRACE(story);
      const std::string heard = Stage().play(story);

      EXPECT_EQ(count(heard, kDefaultStop), is_there_after(life) ? 1U : 0U) << heard;
      EXPECT_EQ(count(heard, R"({"return": {}})"), is_there_after(life) ? 2U : 1U) << heard;
    }
  }
}

TEST(DefaultOrdersTest, WhatAClientAsksBackItHasWheneverItsPluginComes) {
  const PluginFile kept(PLUGIN_DIRECTORY "/legacy.so", PluginFile::Share::yes, SIGNALBOXD);
  for (const Story& life : kLives) {
    for (const Story& story : merged("oncbf", life)) {
      SCOPED_TRACE(story);
      const std::string heard = Stage().play(story + "f");

      EXPECT_EQ(count(heard, kDefaultStop), is_there_after(life) ? 1U : 0U) << heard;
    }
  }
}

// An explicit connection lives until its plugin goes without a successor; its client is told then.
TEST(DefaultOrdersTest, AnExplicitConnectionIsKeptOrItsEndIsTold) {
  const PluginFile kept(PLUGIN_DIRECTORY "/legacy.so", PluginFile::Share::yes, SIGNALBOXD);
  for (const Story client : {"efnc", "ncef"}) {
    for (const Story life : {"r", "d", "rd", "da", "rda", "dar"}) {
      for (const Story& steps : merged(client, life)) {
        if (!is_there_after("a" + steps.substr(0, steps.find('e')))) continue;
        const bool has_ended = steps.find('d', steps.find('e')) != Story::npos;
        SCOPED_TRACE(steps);
        const std::string heard = Stage().play("a" + steps);

        EXPECT_EQ(count(heard, kTaggedStop), has_ended ? 0U : 1U) << heard;
        EXPECT_EQ(count(heard, kTaggedEnd), has_ended ? 1U : 0U) << heard;
      }
    }
  }
}

}  // namespace
}  // namespace signalbox
