// SPDX-License-Identifier: Apache-2.0
#include "host/listener.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "host/config.hpp"
#include "host/loop.hpp"
#include "tests/host/private_directory.hpp"

namespace signalbox {
namespace {

class Listeners : public testing::Test {
 protected:
  Listeners() { config_.address = "unix:" + path_; }

  // A client whose connection waits to be accepted.
  int client() const {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::strcpy(address.sun_path, path_.c_str());
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    EXPECT_EQ(connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    return fd;
  }

  PrivateDirectory directory_;
  const std::string path_ = (directory_.path() / "listener").string();
  ListenerConfig config_;
  Loop loop_;
};

TEST_F(Listeners, AcceptAllThatWait) {
  int accepted = 0;
  Listener listener(loop_, config_, [&](int fd) {
    close(fd);
    if (++accepted == 2) loop_.stop();
  });
  const int one = client();
  const int other = client();

  loop_.run();

  EXPECT_EQ(accepted, 2);
  close(one);
  close(other);
}

// As when the server that a machine stands in front of is lost while a client comes.
TEST_F(Listeners, MayEndWhileTheyAccept) {
  int accepted = 0;
  std::unique_ptr<Listener> listener;
  listener = std::make_unique<Listener>(loop_, config_, [&](int fd) {
    close(fd);
    int& count = accepted;
    Loop& loop = loop_;
    listener.reset();  // and what this function holds with it
    if (++count == 1) loop.stop();
  });
  const int one = client();
  const int other = client();

  loop_.run();

  EXPECT_EQ(accepted, 1);
  EXPECT_FALSE(std::filesystem::exists(path_));
  close(one);
  close(other);
}

}  // namespace
}  // namespace signalbox
