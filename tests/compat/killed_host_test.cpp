// SPDX-License-Identifier: Apache-2.0
//
// A real host under load is killed again and again. What its client received was counted.
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <random>
#include <string>
#include <thread>

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include "compat/balance.hpp"
#include "compat/client_identity.hpp"
#include "compat/file_descriptor.hpp"
#include "compat/ledger.hpp"
#include "compat/ledger_view.hpp"
#include "compat/processes.hpp"
#include "compat/tally.hpp"
#include "tests/compat/temporary_directory.hpp"

namespace signalbox {
namespace {

using namespace std::chrono_literals;

constexpr int kRounds = 12;

pid_t start_host(const std::string& socket, const std::string& ledger) {
  const pid_t pid = fork();
  if (pid != 0) return pid;
  const std::string listen = "unix:" + socket;
  execl(SIGNALBOXD, SIGNALBOXD, "--listen", listen.c_str(), "--plugin", "legacy", "--ledger",
        ledger.c_str(), "--log-level", "error", nullptr);
  _exit(127);
}

// A client that knows nothing of Signalbox.
class OldClient {
 public:
  explicit OldClient(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    do {
      socket_ = FileDescriptor(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    } while (connect(socket_.number(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0);
    send_text("{\"execute\": \"qmp_capabilities\"}");
    while (text_.find("{\"return\": {}}") == std::string::npos) EXPECT_TRUE(read_more());
  }

  void send_text(const std::string& text) {
    (void)!send(socket_.number(), text.data(), text.size(), MSG_NOSIGNAL);
  }

  // False: the host is gone and all it sent has been read.
  bool read_more() {
    char buffer[65536];
    const ssize_t got = recv(socket_.number(), buffer, sizeof buffer, 0);
    if (got <= 0) return false;
    text_.append(buffer, static_cast<std::size_t>(got));
    return true;
  }

  // Complete lines alone.
  int received(const std::string& event) const {
    const std::string mark = "\"event\": \"" + event + "\"";
    int count = 0;
    for (std::size_t at = text_.find(mark); at != std::string::npos;
         at = text_.find(mark, at + 1)) {
      if (text_.find('\n', at) != std::string::npos) ++count;
    }
    return count;
  }

 private:
  FileDescriptor socket_;
  std::string text_;
};

TEST(KilledHost, HasCountedWhatItsClientReceivedAndAtMostOneSendMore) {
  const TemporaryDirectory folder;
  const std::string ledger = folder / "l.db";
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  int received_before = 0;
  int over = 0;
  for (int round = 0; round < kRounds; ++round) {
    const std::string path = folder / ("vm" + std::to_string(round) + ".qmp");
    const pid_t host = start_host(path, ledger);
    OldClient client(path);
    const auto life = std::chrono::microseconds(random() % 60'000);
    std::jthread killer([host, life] {
      std::this_thread::sleep_for(life);  // any moment will do
      kill(host, SIGKILL);
    });
    // One command at a time: each send of the host holds at most one event and one reply.
    int replies = 0;
    do {
      client.send_text(replies++ % 2 == 0 ? "{\"execute\": \"stop\"}" : "{\"execute\": \"cont\"}");
    } while (client.read_more());
    waitpid(host, nullptr, 0);

    const auto view = view_ledger(ledger);
    const int counted = view->execAndGet("SELECT coalesce(sum(delivered), 0) FROM use");
    const int received = received_before + client.received("STOP") + client.received("RESUME");
    EXPECT_GE(counted, received + over) << "round " << round;
    EXPECT_LE(counted, received + over + 1) << "round " << round;
    over = counted - received;
    received_before = received;
  }
  Tally tally(ledger);
  const Ledger last(ledger, tally, 4'000'000'000);
  EXPECT_EQ(imbalances(*view_ledger(ledger)), std::vector<std::string>());
}

TEST(KilledHost, HasTheRowsOfAClientThatWasAnsweredAndReceivedNothing) {
  const TemporaryDirectory folder;
  const std::string ledger = folder / "l.db";
  const std::string path = folder / "vm.qmp";
  const pid_t host = start_host(path, ledger);
  const OldClient client(path);
  kill(host, SIGKILL);
  waitpid(host, nullptr, 0);

  const auto view = view_ledger(ledger);

  EXPECT_EQ(view->execAndGet("SELECT count(*) FROM use").getInt(), 14);
  EXPECT_EQ(view->execAndGet("SELECT sum(due) FROM use").getInt(), 0);
  // Its name, if the commit took less than 100 ms; who it is, in any case.
  const Peer me{Transport::unix_socket, getpid(), getuid(), {}};
  EXPECT_EQ(view->execAndGet("SELECT fingerprint FROM client").getString(),
            hex_of(identify(me, SystemProcesses()).fingerprint()));
}

TEST(LockedLedger, DelaysNoReplyForLongAndLosesNoCount) {
  const TemporaryDirectory folder;
  const std::string ledger = folder / "l.db";
  const std::string path = folder / "vm.qmp";
  const pid_t host = start_host(path, ledger);
  { const OldClient first(path); }
  SQLite::Database other(ledger, SQLite::OPEN_READWRITE, 10'000);
  other.exec("BEGIN IMMEDIATE");

  OldClient client(path);  // its rows cannot be committed, and it is answered all the same
  client.send_text("{\"execute\": \"stop\"}");
  while (client.received("STOP") == 0) ASSERT_TRUE(client.read_more());
  kill(host, SIGKILL);  // nor ever will
  waitpid(host, nullptr, 0);
  other.exec("ROLLBACK");

  const auto view = view_ledger(ledger);
  EXPECT_EQ(view->execAndGet("SELECT sum(delivered) FROM use").getInt(), 1);
  Tally tally(ledger);
  const Ledger successor(ledger, tally, 4'000'000'000);
  EXPECT_EQ(imbalances(*view_ledger(ledger)), std::vector<std::string>());
}

TEST(SecondHost, OnOneLedgerIsRefused) {
  const TemporaryDirectory folder;
  const std::string ledger = folder / "l.db";
  const std::string path = folder / "vm.qmp";
  const pid_t host = start_host(path, ledger);
  const OldClient client(path);

  const pid_t second = start_host(folder / "other.qmp", ledger);
  int status = 0;
  waitpid(second, &status, 0);

  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 1);
  kill(host, SIGKILL);
  waitpid(host, nullptr, 0);
}

}  // namespace
}  // namespace signalbox
