// SPDX-License-Identifier: Apache-2.0
//
// What a machine does in one turn before others get theirs. The clock is the test's: each look at
// it takes a tenth of a turn, so that a turn has a few units of work, however fast the computer is.

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "host/connection.hpp"
#include "host/host.hpp"
#include "host/machine.hpp"
#include "host/observer.hpp"
#include "host/session.hpp"
#include "host/turn_budget.hpp"

namespace signalbox {
namespace {

using std::chrono::microseconds;

// Looks at the clock in a turn, and some for its beginning and its parts.
constexpr std::size_t kMostPerTurn = 14;

TEST(TurnBudget, IsUsedUpByItsTurnsUntilItIsRenewed) {
  TurnBudget::Clock::time_point now{};
  TurnBudget budget([&now] { return now; });
  budget.begin();
  now += microseconds(900);
  EXPECT_FALSE(budget.is_half_over());
  now += microseconds(100);
  EXPECT_TRUE(budget.is_half_over());
  EXPECT_FALSE(budget.is_over());
  budget.end();
  EXPECT_FALSE(budget.is_empty());

  budget.begin();
  now += microseconds(1000);
  EXPECT_TRUE(budget.is_over());
  budget.end();
  EXPECT_TRUE(budget.is_empty());

  budget.renew();
  EXPECT_FALSE(budget.is_empty());
}

// Counts, between two looks at the loop's queue.
class Counter : public Observer {
 public:
  void answered(Session& session, const Reply&) override { count(session.machine()); }
  void session_closed(Session& session, std::string_view) override {
    if (session.machine().name() == "busy") ++closed;
  }
  void disconnected(Session& session, Connection&) override { count(session.machine()); }

  std::size_t take() { return std::exchange(now_, 0); }

  std::size_t closed = 0;
  std::size_t others = 0;

 private:
  void count(const Machine& machine) { ++(machine.name() == "busy" ? now_ : others); }

  std::size_t now_ = 0;
};

class TurnTest : public testing::Test {
 protected:
  TurnTest() {
    accessor_.name = "test-event";
    accessor_.event = "TEST_EVENT";
    accessor_.opaque = this;
    accessor_.connect = [](const signalbox_context* context, const char*,
                           const signalbox_receiver* receiver, Error**) -> void* {
      TurnTest& test = *static_cast<TurnTest*>(context->opaque);
      test.receivers_.push_back(std::make_unique<signalbox_receiver>(*receiver));
      return test.receivers_.back().get();
    };
    accessor_.disconnect = [](const signalbox_context* context, void* connection) {
      std::erase_if(static_cast<TurnTest*>(context->opaque)->receivers_,
                    [connection](const auto& each) { return each.get() == connection; });
    };
  }

  ~TurnTest() override {
    for (const int each : ends_) ::close(each);
  }

  static HostConfig config() {
    HostConfig config;
    for (const char* const name : {"busy", "other"}) {
      config.machines.emplace_back().name = name;
    }
    return config;
  }

  // One more client; returns its number. Commands may follow at once.
  std::size_t connect(const std::string& machine) {
    std::array<int, 2> both{-1, -1};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, both.data()), 0);
    host_.machine(machine)->accept(both[0], listener_);
    ends_.push_back(both[1]);
    return ends_.size() - 1;
  }

  void say(std::size_t client, std::string_view text) {
    ASSERT_EQ(::send(ends_[client], text.data(), text.size(), 0),
              static_cast<ssize_t>(text.size()));
  }

  // What a client has been sent and has not heard yet.
  std::string heard(std::size_t client) {
    std::string text;
    std::array<char, 1 << 16> buffer;
    for (ssize_t length = 0;
         (length = ::recv(ends_[client], buffer.data(), buffer.size(), MSG_DONTWAIT)) > 0;) {
      text.append(buffer.data(), static_cast<std::size_t>(length));
    }
    return text;
  }

  void offer_event() {
    host_.machine("busy")->offer(std::make_shared<const OfferedAccessor>(
        OfferedAccessor{.name = accessor_.name,
                        .event = accessor_.event,
                        .successor = {},
                        .flags = 0,
                        .accessor = &accessor_,
                        .owner = nullptr,
                        .alive = std::make_shared<const bool>(true),
                        .own = {nullptr, nullptr, this}}));
  }

  void emit(int number) {
    const signalbox_emission emission = host_.machine("busy")->new_emission(0);
    const std::string data = "{\"number\": " + std::to_string(number) + "}";
    for (const auto& each : receivers_) {
      each->deliver(&emission, data.c_str(), data.size(), each->opaque);
    }
  }

  // Runs the loop from `begin` on, with `look` after everything that is ready has had its turn,
  // until that returns true.
  void run(const std::function<void()>& begin, std::function<bool()> look) {
    const std::function<void()> again = [&] {
      if (look()) {
        host_.stop();
      } else {
        loop_.post(again);
      }
    };
    loop_.post([&] {
      host_.start();
      begin();
      loop_.post(again);
    });
    loop_.run();
  }

  TurnBudget::Clock::time_point now_{};
  Loop loop_{[this] { return now_ += microseconds(TurnBudget::kWhole) / 10; }};
  Counter counter_;
  const std::shared_ptr<const ListenerConfig> listener_ = std::make_shared<ListenerConfig>();
  signalbox_accessor accessor_{};
  std::vector<std::unique_ptr<signalbox_receiver>> receivers_;
  std::vector<int> ends_;
  std::vector<std::string> heard_{400};
  Host host_{loop_, config(), {&counter_}};
};

TEST_F(TurnTest, HasSomeCommandsOfManyClientsAndThenItIsOthersTurn) {
  constexpr std::size_t kClients = 30;
  constexpr std::size_t kCommands = 20;
  std::size_t total = 0;
  std::size_t most = 0;
  run(
      [&] {
        for (std::size_t i = 0; i < kClients; ++i) {
          const std::size_t client = connect("busy");
          say(client, R"({"execute": "qmp_capabilities"})");
          for (std::size_t each = 1; each < kCommands; ++each) {
            say(client, R"({"execute": "query-version"})");
          }
        }
        say(connect("other"), R"({"execute": "qmp_capabilities"})");
      },
      [&] {
        const std::size_t count = counter_.take();
        total += count;
        most = std::max(most, count);
        return total == kClients * kCommands;
      });

  // Between two looks lie what is left of one turn, and one whole turn.
  EXPECT_LE(most, 2 * kMostPerTurn);
  EXPECT_EQ(counter_.others, 1U);
}

TEST_F(TurnTest, CountsWhatIsOutOfBandToo) {
  constexpr std::size_t kCommands = 300;
  std::size_t total = 0;
  std::size_t most = 0;
  run(
      [&] {
        const std::size_t client = connect("busy");
        std::string text = R"({"execute": "qmp_capabilities", "arguments": {"enable": ["oob"]}})";
        for (std::size_t each = 1; each < kCommands; ++each) {
          text += R"({"exec-oob": "query-version"})";
        }
        say(client, text);
      },
      [&] {
        const std::size_t count = counter_.take();
        total += count;
        most = std::max(most, count);
        return total == kCommands;
      });

  EXPECT_LE(most, 2 * kMostPerTurn);
}

TEST_F(TurnTest, ClosesAClientWithManyConnectionsBitByBit) {
  constexpr std::size_t kConnections = 1000;
  std::size_t asked = 0;
  std::size_t ended = 0;
  std::size_t most = 0;
  bool has_left = false;
  run(
      [&] {
        offer_event();
        say(connect("busy"), R"({"execute": "qmp_capabilities"})");
      },
      [&] {
        const std::size_t count = counter_.take();
        if (has_left) {
          ended += count;
          most = std::max(most, count);
          return counter_.closed == 1;
        }
        const Session& session = *host_.machine("busy")->sessions().begin()->second;
        if (session.connection_count() == kConnections) {
          ::shutdown(ends_[0], SHUT_RDWR);
          has_left = true;
        } else if (session.connection_count() == asked && asked < kConnections) {
          std::string text;
          for (int i = 0; i < 50; ++i, ++asked) text += R"({"execute": "test-event-connect"})";
          say(0, text);
        }
        return false;
      });

  EXPECT_EQ(ended, kConnections);
  EXPECT_LE(most, 2 * 16 * kMostPerTurn);  // 16 between two looks at the clock
}

TEST_F(TurnTest, FansOutToSomeClientsAndThenItIsOthersTurn) {
  constexpr std::size_t kClients = 400;
  constexpr int kEvents = 150;
  std::size_t connected = 0;
  bool is_emitted = false;
  std::size_t looks_while_fanning_out = 0;
  run(
      [&] {
        offer_event();
        for (std::size_t i = 0; i < kClients; ++i) {
          const std::size_t client = connect("busy");
          say(client, R"({"execute": "qmp_capabilities"}{"execute": "test-event-connect"})");
        }
      },
      [&] {
        connected += counter_.take();
        if (connected < 2 * kClients) return false;
        if (!std::exchange(is_emitted, true)) {
          for (int i = 0; i < kEvents; ++i) emit(i);
          return false;
        }
        const Fifo& fifo = host_.machine("busy")->fifo();
        if (!fifo.empty()) ++looks_while_fanning_out;
        for (std::size_t i = 0; i < kClients; ++i) heard_.at(i) += heard(i);
        return fifo.empty() && std::all_of(heard_.begin(), heard_.end(), [](const auto& each) {
                 return each.find("\"number\": 149}") != std::string::npos;
               });
      });

  // 60,000 deliveries, up to 8,192 of which are made at a time.
  EXPECT_GE(looks_while_fanning_out, 1U);
  for (const std::string& each : heard_) {
    std::size_t place = 0;
    for (int i = 0; i < kEvents && place != std::string::npos; ++i) {
      place = each.find("\"number\": " + std::to_string(i) + "}", place);
    }
    EXPECT_NE(place, std::string::npos) << "the events come in order, each of them";
  }
}

TEST_F(TurnTest, ACommandOfTheHostsOwnStaysBehindWhatWasEmitted) {
  constexpr int kEvents = 2000;
  std::size_t answers = 0;
  bool is_emitted = false;
  run(
      [&] {
        offer_event();
        say(connect("busy"), R"({"execute": "qmp_capabilities"}{"execute": "test-event-connect"})");
      },
      [&] {
        answers += counter_.take();
        if (answers < 2) return false;
        if (!std::exchange(is_emitted, true)) {
          for (int i = 0; i < kEvents; ++i) emit(i);
          say(0, R"({"execute": "signal-disconnect", "arguments": {"tag": "signal-1"}})");
        }
        heard_.at(0) += heard(0);
        return heard_.at(0).ends_with("{\"return\": {}}\r\n") && answers >= 3;
      });

  EXPECT_NE(heard_.at(0).find("\"number\": 1999}"), std::string::npos);
}

}  // namespace
}  // namespace signalbox
