// SPDX-License-Identifier: Apache-2.0
#include "host/listen_socket.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <future>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "host/config.hpp"
#include "tests/host/gone_directory.hpp"
#include "tests/host/private_directory.hpp"

namespace signalbox {
namespace {

namespace fs = std::filesystem;

class ListenSockets : public testing::Test {
 protected:
  ListenerConfig at_path(const std::string& name) const {
    ListenerConfig config;
    config.address = "unix:" + path(name).string();
    return config;
  }

  fs::path path(const std::string& name) const { return directory_.path() / name; }

  static int mode_of(const fs::path& file) {
    struct stat about = {};
    return stat(file.c_str(), &about) == 0 ? int(about.st_mode & 0777) : -1;
  }

  static bool answers(const fs::path& file) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::strcpy(address.sun_path, file.c_str());
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    const bool connected =
        connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    close(fd);
    return connected;
  }

  // A file as a killed host leaves it.
  void make_stale(const std::string& name) const {
    const int stale = socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::strcpy(address.sun_path, path(name).c_str());
    ASSERT_EQ(bind(stale, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    close(stale);
  }

  static std::string error_of(const ListenerConfig& config) {
    try {
      ListenSocket socket(config);
    } catch (const ListenError& error) {
      return error.what();
    }
    return "no error";
  }

  PrivateDirectory directory_;
};

TEST_F(ListenSockets, AnswerAtTheirPath) {
  const ListenSocket socket(at_path("m.qmp"));

  EXPECT_TRUE(answers(path("m.qmp")));
}

TEST_F(ListenSockets, AreForTheirOwnerAlone) {
  const mode_t old = umask(0);

  const ListenSocket socket(at_path("m.qmp"));

  EXPECT_EQ(mode_of(path("m.qmp")), 0600);
  umask(old);
}

// A thread that looks as fast as it can sees the file in most of its states.
TEST_F(ListenSockets, AreNeverOpenToOthersWhileTheyAreMade) {
  const mode_t old = umask(0);
  std::atomic<int> seen = 0;
  std::jthread looker([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      if (const int mode = mode_of(path("m.qmp")); mode >= 0) seen |= mode;
    }
  });

  for (int round = 0; round < 500; ++round) const ListenSocket socket(at_path("m.qmp"));

  looker.request_stop();
  looker.join();
  EXPECT_EQ(seen & 0177, 0);
  umask(old);
}

TEST_F(ListenSockets, HaveTheirModeWhateverTheUmask) {
  ListenerConfig config = at_path("m.qmp");
  config.mode = 0666;
  const mode_t old = umask(0077);

  const ListenSocket socket(config);

  EXPECT_EQ(mode_of(path("m.qmp")), 0666);
  umask(old);
}

TEST_F(ListenSockets, AreNonBlockingAndClosedOnExec) {
  const ListenSocket socket(at_path("m.qmp"));

  EXPECT_TRUE(fcntl(socket.fd(), F_GETFL) & O_NONBLOCK);
  EXPECT_TRUE(fcntl(socket.fd(), F_GETFD) & FD_CLOEXEC);
}

TEST_F(ListenSockets, RemoveTheirFile) {
  { const ListenSocket socket(at_path("m.qmp")); }

  EXPECT_FALSE(fs::exists(path("m.qmp")));
}

TEST_F(ListenSockets, LeaveAFileThatIsNotTheirs) {
  {
    const ListenSocket socket(at_path("m.qmp"));
    fs::remove(path("m.qmp"));
    directory_.write("m.qmp", "somebody else's");
  }

  EXPECT_TRUE(fs::exists(path("m.qmp")));
}

TEST_F(ListenSockets, StayOpenWhenMoved) {
  ListenSocket first(at_path("m.qmp"));

  const ListenSocket second(std::move(first));

  EXPECT_TRUE(answers(path("m.qmp")));
}

TEST_F(ListenSockets, RefuseAPathThatIsInUse) {
  const ListenSocket socket(at_path("m.qmp"));

  EXPECT_EQ(error_of(at_path("m.qmp")), "cannot listen on unix:" + path("m.qmp").string() +
                                            ": the path is in use by process " +
                                            std::to_string(getpid()));
  EXPECT_TRUE(answers(path("m.qmp")));
}

TEST_F(ListenSockets, ReplaceAFileThatNobodyAnswersAt) {
  make_stale("m.qmp");

  const ListenSocket socket(at_path("m.qmp"));

  EXPECT_TRUE(answers(path("m.qmp")));
}

TEST_F(ListenSockets, LeaveAFileThatIsNoSocket) {
  directory_.write("m.qmp", "precious");

  EXPECT_EQ(error_of(at_path("m.qmp")), "cannot listen on unix:" + path("m.qmp").string() +
                                            ": the file exists and is not a socket");
  EXPECT_TRUE(fs::is_regular_file(path("m.qmp")));
}

TEST_F(ListenSockets, NameADirectoryThatIsNotThere) {
  EXPECT_EQ(
      error_of(at_path("absent/m.qmp")),
      "cannot listen on unix:" + path("absent/m.qmp").string() + ": No such file or directory");
}

TEST_F(ListenSockets, NameAPathThatIsTooLong) {
  const std::string name(120, 'x');

  EXPECT_EQ(error_of(at_path(name)), "cannot listen on unix:" + path(name).string() +
                                         ": the path is longer than a socket's may be, 107 bytes");
}

TEST_F(ListenSockets, NameAGroupThatIsNotThere) {
  ListenerConfig config = at_path("m.qmp");
  config.group = "nobody-has-this-group";

  EXPECT_EQ(error_of(config), "cannot listen on unix:" + path("m.qmp").string() +
                                  ": there is no group 'nobody-has-this-group'");
}

// Any user who may read a directory may lock it.
TEST_F(ListenSockets, WaitForNoLockOfTheirDirectory) {
  const int locked = open(directory_.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  ASSERT_EQ(flock(locked, LOCK_EX), 0);

  auto opened = std::async(std::launch::async, [this] {
    const ListenSocket socket(at_path("m.qmp"));
    return answers(path("m.qmp"));
  });

  const auto outcome = opened.wait_for(std::chrono::seconds(30));
  close(locked);
  EXPECT_EQ(outcome, std::future_status::ready);
  EXPECT_TRUE(opened.get());
}

// A thread that puts a link in the place of each socket file, as fast as it can.
TEST_F(ListenSockets, ChangeNoFileThatALinkLeadsTo) {
  const fs::path precious = directory_.write("precious", "");
  fs::permissions(precious, fs::perms::owner_read);
  ListenerConfig config = at_path("m.qmp");
  config.mode = 0666;
  std::jthread swapper([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      if (rename(path("m.qmp").c_str(), path("moved").c_str()) != 0) continue;
      (void)!symlink(precious.c_str(), path("m.qmp").c_str());
      unlink(path("m.qmp").c_str());
    }
  });

  for (int round = 0; round < 2000; ++round) error_of(config);

  swapper.request_stop();
  swapper.join();
  EXPECT_EQ(mode_of(precious), 0400);
}

// Each finds the file that nobody answers at, and one of them takes its place.
TEST_F(ListenSockets, TakeAStalePathOnceAmongMany) {
  for (int round = 0; round < 50; ++round) {
    make_stale("m.qmp");
    std::vector<std::future<std::optional<ListenSocket>>> all;
    for (int i = 0; i < 4; ++i) {
      all.push_back(std::async(std::launch::async, [this]() -> std::optional<ListenSocket> {
        try {
          return ListenSocket(at_path("m.qmp"));
        } catch (const ListenError&) {
          return std::nullopt;
        }
      }));
    }
    std::vector<ListenSocket> open;
    for (auto& each : all) {
      if (auto socket = each.get()) open.push_back(std::move(*socket));
    }
    EXPECT_LE(open.size(), 1u);
    EXPECT_EQ(answers(path("m.qmp")), open.size() == 1);
    fs::remove(path("m.qmp"));
  }
}

// So another host leaves it for a moment, between bind() and listen().
TEST_F(ListenSockets, LeaveAPathThatAnotherProcessIsOpening) {
  make_stale("m.qmp");
  fs::permissions(path("m.qmp"), fs::perms::none);

  EXPECT_EQ(error_of(at_path("m.qmp")), "cannot listen on unix:" + path("m.qmp").string() +
                                            ": another process is opening the path");
}

TEST_F(ListenSockets, NameTheLockThatAnotherProcessHolds) {
  make_stale("m.qmp");
  const fs::path lock = directory_.write(".signalbox-m.qmp.lock", "");
  const int locked = open(lock.c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_EQ(flock(locked, LOCK_EX), 0);

  EXPECT_EQ(error_of(at_path("m.qmp")),
            "cannot listen on unix:" + path("m.qmp").string() +
                ": another process is opening the path, it has locked '" + lock.string() + "'");
  close(locked);
}

// In a directory that many users write to, others can put anything in the place of the lock.
TEST_F(ListenSockets, PassByALockThatIsNotTheirs) {
  const fs::path lock = path(".signalbox-m.qmp.lock");
  make_stale("m.qmp");
  fs::create_symlink("/nowhere/at/all", lock);

  EXPECT_EQ(error_of(at_path("m.qmp")), "no error");
  EXPECT_TRUE(fs::is_symlink(lock));

  fs::remove(lock);
  ASSERT_EQ(mkfifo(lock.c_str(), 0666), 0);
  make_stale("m.qmp");
  EXPECT_EQ(error_of(at_path("m.qmp")), "no error");
}

TEST_F(ListenSockets, PassByALockOfAnotherUser) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root to give a file away";
  make_stale("m.qmp");
  const fs::path lock = directory_.write(".signalbox-m.qmp.lock", "");
  const int locked = open(lock.c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_EQ(fchown(locked, 65534, 65534), 0);
  ASSERT_EQ(flock(locked, LOCK_EX), 0);

  EXPECT_EQ(error_of(at_path("m.qmp")), "no error");
  EXPECT_TRUE(fs::exists(lock));
  close(locked);
}

TEST_F(ListenSockets, NameARelativePathWithoutADirectory) {
  const GoneDirectory gone;
  ListenerConfig config;
  config.address = "unix:m.qmp";

  EXPECT_EQ(error_of(config),
            "cannot listen on unix:m.qmp: the path is relative, and the working directory cannot "
            "be told: No such file or directory");
}

TEST_F(ListenSockets, TellThePortThatTheSystemChose) {
  ListenerConfig config;
  config.address = "tcp:127.0.0.1:0";

  const ListenSocket socket(config);

  EXPECT_TRUE(socket.address().starts_with("tcp:127.0.0.1:"));
  EXPECT_NE(socket.address(), "tcp:127.0.0.1:0");
}

TEST_F(ListenSockets, AdoptAListeningDescriptor) {
  ListenSocket original(at_path("m.qmp"));
  ListenerConfig config;
  config.address = "fd:" + std::to_string(dup(original.fd()));

  const ListenSocket adopted(config);

  EXPECT_EQ(adopted.address(), config.address);
  EXPECT_TRUE(fcntl(adopted.fd(), F_GETFD) & FD_CLOEXEC);
}

TEST_F(ListenSockets, RefuseADescriptorThatDoesNotListen) {
  const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  ListenerConfig config;
  config.address = "fd:" + std::to_string(fd);

  EXPECT_EQ(error_of(config), "cannot listen on " + config.address +
                                  ": the descriptor is not a listening stream socket");
  close(fd);
}

TEST_F(ListenSockets, RefuseADescriptorThatIsClosed) {
  ListenerConfig config;
  config.address = "fd:987654";

  EXPECT_EQ(error_of(config), "cannot listen on fd:987654: Bad file descriptor");
}

}  // namespace
}  // namespace signalbox
