// SPDX-License-Identifier: Apache-2.0
//
// A whole host in this process, whose clock is the test's; so this program also is what the host
// starts to try a plugin.
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstring>
#include <memory>
#include <string>
#include <thread>

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include "compat/balance.hpp"
#include "compat/client_infos.hpp"
#include "compat/commands.hpp"
#include "compat/compatibility.hpp"
#include "compat/default_connections.hpp"
#include "compat/ledger_view.hpp"
#include "compat/processes.hpp"
#include "compat/visitors.hpp"
#include "host/host.hpp"
#include "host/machine.hpp"
#include "host/plugin_probe.hpp"
#include "tests/compat/temporary_directory.hpp"
#include "tests/run_tests.hpp"

namespace signalbox {
namespace {

constexpr std::int64_t kDay = 86'400;
constexpr std::int64_t kNow = 20'000 * kDay + 3'600;

// One client of it, on its thread.
class Client {
 public:
  explicit Client(int fd) : fd_(fd) {}
  ~Client() { close(fd_); }

  // Reads until the answer has come; how often `event` came before it.
  int call(const std::string& command, const std::string& event = "none") {
    const std::string request = "{\"execute\": \"" + command + "\"}";
    EXPECT_EQ(send(fd_, request.data(), request.size(), 0), static_cast<ssize_t>(request.size()));
    int count = 0;
    while (true) {
      const std::string line = read_line();
      if (line.find("\"return\"") == 1) return count;
      if (line.find("\"" + event + "\"") != std::string::npos) ++count;
    }
  }

  std::string read_line() {
    std::size_t end = 0;
    while ((end = text_.find("\r\n")) == std::string::npos) {
      char buffer[4096];
      const ssize_t got = recv(fd_, buffer, sizeof buffer, 0);
      if (got <= 0) {
        ADD_FAILURE() << "the host has gone";
        return "{\"return\"";
      }
      text_.append(buffer, static_cast<std::size_t>(got));
    }
    std::string line = text_.substr(0, end);
    text_.erase(0, end + 2);
    return line;
  }

 private:
  const int fd_;
  std::string text_;
};

class ClockTest : public testing::Test {
 protected:
  ClockTest() {
    config_.machines.emplace_back().name = "m";
    config_.machines.front().plugin_dirs = {PLUGIN_DIRECTORY};
    config_.machines.front().plugins = {{"legacy", "{}"}};
  }

  std::filesystem::path ledger() const { return folder_ / "l.db"; }

  // Lets `talk` be a client of a host, and ends that.
  template <typename Talk>
  void serve(Talk talk) {
    Loop loop;
    ClientInfos infos;
    const SystemProcesses processes;
    Visitors visitors(infos, processes);
    DefaultConnections defaults;
    Compatibility compatibility(loop, ledger(), "", defaults, infos, visitors, LimitValues(),
                                [this] { return now_.load(); });
    std::vector<Observer*> observers = {&infos, &visitors, &defaults};
    for (Observer* const each : compatibility.observers()) observers.push_back(each);
    Host host(loop, config_, observers, &compatibility.delivery);
    add_compat_commands(host.own_commands());
    std::array<int, 2> ends{};
    ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
    loop.post([&] {
      host.start();
      host.machine("m")->accept(ends[0], listener_);
    });
    std::thread client([&] {
      Client mine(ends[1]);
      mine.read_line();
      talk(mine);
      loop.post([&host] { host.stop(); });
    });
    loop.run();
    client.join();
  }

  const TemporaryDirectory folder_;
  std::atomic<std::int64_t> now_ = kNow;
  HostConfig config_;
  const std::shared_ptr<const ListenerConfig> listener_ = std::make_shared<ListenerConfig>();
};

TEST_F(ClockTest, ThatIsSetBackLosesNothing) {
  serve([this](Client& client) {
    client.call("qmp_capabilities");
    EXPECT_EQ(client.call("stop", "STOP"), 1);
    now_ = kNow - 2 * kDay;
    EXPECT_EQ(client.call("reset-event-connect"), 0);
    EXPECT_EQ(client.call("system_reset", "RESET"), 2);
  });
  serve([](Client& client) {
    client.call("qmp_capabilities");
    EXPECT_EQ(client.call("stop", "STOP"), 1);
  });

  const auto view = view_ledger(ledger());
  EXPECT_EQ(imbalances(*view), std::vector<std::string>());
  EXPECT_EQ(view->execAndGet("SELECT sum(delivered) FROM use").getInt(), 4);
  EXPECT_EQ(view->execAndGet("SELECT count(*) FROM session WHERE closed >= opened").getInt(), 2);
  EXPECT_EQ(view->execAndGet("SELECT count(*) FROM run WHERE outcome = 'stopped'").getInt(), 2);
}

}  // namespace
}  // namespace signalbox

int main(int count, char** words) {
  if (count == 4 && std::strcmp(words[1], "--probe-plugin") == 0) {
    signalbox::run_plugin_probe(words[2], words[3]);
  }
  return signalbox::run_tests(count, words);
}
