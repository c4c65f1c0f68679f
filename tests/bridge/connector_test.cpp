// SPDX-License-Identifier: Apache-2.0
//
// Connections that a server makes to us. The host is the test's: nothing is waited for.
#include "plugins/qemu/connector.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

struct signalbox_watch {
  void (*readable)(void* opaque);
  void* opaque;
};

struct signalbox_timer {
  void (*function)(void* opaque);
  void* opaque;
};

namespace {

class ConnectorTest : public testing::Test, private Connector::Owner {
 protected:
  ConnectorTest() {
    host_.self = this;
    host_.watch = [](void* self, int, void (*readable)(void*), void (*)(void*), void* opaque) {
      auto& watch = static_cast<ConnectorTest*>(self)->watch_;
      EXPECT_EQ(watch, nullptr);
      watch = std::make_unique<signalbox_watch>(signalbox_watch{readable, opaque});
      return watch.get();
    };
    host_.unwatch = [](void* self, signalbox_watch* watch) {
      auto& present = static_cast<ConnectorTest*>(self)->watch_;
      EXPECT_EQ(present.get(), watch);
      present.reset();
    };
    host_.arm_prompt_timer = [](void* self, std::uint64_t, void (*function)(void*), void* opaque) {
      auto& timer = static_cast<ConnectorTest*>(self)->timer_;
      EXPECT_EQ(timer, nullptr);
      timer = std::make_unique<signalbox_timer>(signalbox_timer{function, opaque});
      return timer.get();
    };
    host_.disarm_timer = [](void* self, signalbox_timer* timer) {
      auto& present = static_cast<ConnectorTest*>(self)->timer_;
      EXPECT_EQ(present.get(), timer);
      present.reset();
    };
  }

  ~ConnectorTest() override {
    for (const int each : theirs_) ::close(each);
    for (const int each : ours_) ::close(each);
    std::filesystem::remove_all(directory_);
  }

  static std::string new_directory() {
    std::string name = std::filesystem::temp_directory_path() / "signalbox-XXXXXX";
    EXPECT_NE(::mkdtemp(name.data()), nullptr);
    return name;
  }

  void connected(int fd) override { ours_.push_back(fd); }
  void unreachable(const std::string& why) override { unreachable_.push_back(why); }

  // A test takes out of unreachable_ what it expects.
  void TearDown() override { EXPECT_EQ(unreachable_, std::vector<std::string>()); }

  // Why the one attempt so far has failed.
  std::string why_not() {
    const std::vector<std::string> all = std::exchange(unreachable_, {});
    EXPECT_EQ(all.size(), 1U);
    return all.empty() ? "" : all[0];
  }

  template <typename Call>
  static int named(const std::string& path, Call call) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    path.copy(static_cast<char*>(name.sun_path), sizeof name.sun_path - 1);
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    EXPECT_EQ(call(fd, reinterpret_cast<const sockaddr*>(&name), socklen_t{sizeof name}), 0);
    return fd;
  }

  // A server connects; returns its end.
  int connect() { return named(path_, ::connect); }

  // A socket of another program's, which does not listen.
  static int bind(const std::string& path) { return named(path, ::bind); }

  static UpstreamAddress accepting(const std::string& path) {
    return {.kind = UpstreamAddress::Kind::accept_unix,
            .text = "accept:unix:" + path,
            .path = path,
            .host = {},
            .port = {}};
  }

  void say(int fd, const std::string& text) {
    EXPECT_EQ(::send(fd, text.data(), text.size(), 0), static_cast<ssize_t>(text.size()));
  }

  // The connector is told that connections wait.
  void come() {
    ASSERT_NE(watch_, nullptr);
    watch_->readable(watch_->opaque);
  }

  // The pause is over.
  void expire() {
    ASSERT_NE(timer_, nullptr);
    const std::unique_ptr<signalbox_timer> timer = std::move(timer_);
    timer->function(timer->opaque);
  }

  Connector::Owner& owner() { return *this; }

  const std::string directory_ = new_directory();
  const std::string path_ = directory_ + "/up";
  signalbox_host host_{};
  std::unique_ptr<signalbox_watch> watch_;
  std::unique_ptr<signalbox_timer> timer_;
  std::vector<int> ours_;
  std::vector<int> theirs_;
  std::vector<std::string> unreachable_;
  Connector connector_{host_, accepting(path_), *this};
};

TEST_F(ConnectorTest, TakesNoConnectionThatWasClosedInTheQueue) {
  connector_.start();
  theirs_.push_back(connect());
  come();
  ASSERT_EQ(ours_.size(), 1U);
  connector_.again();

  const int closed = connect();
  say(closed, R"({"QMP": {}})");
  ::close(closed);
  theirs_.push_back(connect());
  say(theirs_.back(), "alive");
  expire();
  come();

  ASSERT_EQ(ours_.size(), 2U);
  std::string heard(16, '\0');
  heard.resize(static_cast<std::size_t>(::recv(ours_.back(), heard.data(), heard.size(), 0)));
  EXPECT_EQ(heard, "alive");
}

TEST_F(ConnectorTest, GoesOnListeningWhereAllWereClosedInTheQueue) {
  connector_.start();
  ::close(connect());
  come();
  EXPECT_TRUE(ours_.empty());

  theirs_.push_back(connect());
  come();
  EXPECT_EQ(ours_.size(), 1U);
  EXPECT_EQ(timer_, nullptr);
}

TEST_F(ConnectorTest, TakesOneThatHasClosedItsSendingHalfOnly) {
  connector_.start();
  theirs_.push_back(connect());
  ::shutdown(theirs_.back(), SHUT_WR);
  come();
  EXPECT_EQ(ours_.size(), 1U);
}

// UBSan needs descriptors where it meets a class for the first time, so a connection comes before.
TEST_F(ConnectorTest, PausesWhileThereIsNoDescriptor) {
  const std::string none_left = std::generic_category().message(EMFILE);
  connector_.start();
  theirs_.push_back(connect());
  come();
  ASSERT_EQ(ours_.size(), 1U);
  connector_.again();
  expire();
  theirs_.push_back(connect());
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const int lowest = ::dup(theirs_.back());
  ::close(lowest);
  rlimit none = before;
  none.rlim_cur = static_cast<rlim_t>(lowest);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  come();
  EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);

  EXPECT_EQ(ours_.size(), 1U);
  EXPECT_EQ(watch_, nullptr);  // it would be ready all the time
  EXPECT_EQ(why_not(), "a connection cannot be accepted: " + none_left);
  expire();
  come();
  EXPECT_EQ(ours_.size(), 2U);
}

TEST_F(ConnectorTest, ReplacesNoFileButASocketThatNobodyListensAt) {
  const std::string file = directory_ + "/file";
  std::ofstream(file) << "precious";
  std::filesystem::create_symlink(file, directory_ + "/link");
  ::close(bind(directory_ + "/stale"));
  std::filesystem::create_symlink("stale", directory_ + "/link-to-stale");
  for (const char* name : {"/file", "/link", "/link-to-stale"}) {
    Connector connector(host_, accepting(directory_ + name), owner());
    connector.start();
    EXPECT_EQ(why_not(), "the file exists and is not a socket") << name;
    EXPECT_EQ(watch_, nullptr);
  }
  EXPECT_EQ(std::filesystem::file_size(file), 8U);
  EXPECT_TRUE(std::filesystem::is_symlink(directory_ + "/link"));
  EXPECT_TRUE(std::filesystem::is_symlink(directory_ + "/link-to-stale"));

  const int busy = bind(directory_ + "/busy");
  theirs_.push_back(busy);
  ASSERT_EQ(::listen(busy, 1), 0);
  {
    Connector connector(host_, accepting(directory_ + "/busy"), owner());
    connector.start();
    EXPECT_EQ(why_not(), "the path is in use by process " + std::to_string(::getpid()));
  }
  EXPECT_TRUE(std::filesystem::is_socket(directory_ + "/busy"));

  Connector connector(host_, accepting(directory_ + "/stale"), owner());
  connector.start();
  EXPECT_NE(watch_, nullptr);
}

TEST_F(ConnectorTest, RemovesTheFileAtItsEndIfItIsTheOneThatItMade) {
  const std::string path = directory_ + "/other";
  {
    Connector connector(host_, accepting(path), owner());
    connector.start();
    EXPECT_TRUE(std::filesystem::is_socket(path));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
  {
    Connector connector(host_, accepting(path), owner());
    connector.start();
    std::filesystem::remove(path);
    theirs_.push_back(bind(path));
  }
  EXPECT_TRUE(std::filesystem::is_socket(path));
}

TEST_F(ConnectorTest, FindsOutWhetherADescriptorsOtherEndHasGone) {
  const int given = ::socket(AF_INET, SOCK_STREAM, 0);  // as it comes through exec(2)
  Connector connector(host_,
                      {.kind = UpstreamAddress::Kind::descriptor,
                       .text = {},
                       .path = {},
                       .host = {},
                       .port = {},
                       .descriptor = given},
                      owner());
  connector.start();
  ASSERT_EQ(ours_, std::vector<int>{given});
  int is_kept_alive = 0;
  socklen_t size = sizeof is_kept_alive;
  EXPECT_EQ(::getsockopt(given, SOL_SOCKET, SO_KEEPALIVE, &is_kept_alive, &size), 0);
  EXPECT_EQ(is_kept_alive, 1);
}

}  // namespace
