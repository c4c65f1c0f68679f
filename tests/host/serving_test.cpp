// SPDX-License-Identifier: Apache-2.0
//
// A machine whose server goes and is back at once.

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <functional>
#include <string>

#include <gtest/gtest.h>

#include "host/config.hpp"
#include "host/host.hpp"
#include "host/machine.hpp"
#include "tests/host/private_directory.hpp"

namespace signalbox {
namespace {

class Serving : public testing::Test {
 protected:
  HostConfig config() const {
    HostConfig config;
    MachineConfig& machine = config.machines.emplace_back();
    machine.name = "m";
    ListenerConfig& listener = machine.listeners.emplace_back();
    listener.address = "unix:";
    listener.address += path_;
    return config;
  }

  bool lets_in() const {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path_.copy(static_cast<char*>(address.sun_path), sizeof address.sun_path - 1);
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto* const bound = reinterpret_cast<const sockaddr*>(&address);
    const bool is_let_in = ::connect(fd, bound, sizeof address) == 0;
    ::close(fd);
    return is_let_in;
  }

  // Returns whether clients are let in once all is handled that `act` puts into the FIFO.
  bool lets_in_after(const std::function<void(Machine&)>& act) {
    bool is_let_in = false;
    const std::function<void()> look = [&] {
      if (!machine().fifo().empty()) return loop_.post(look);
      is_let_in = lets_in();
      host_.stop();
    };
    loop_.post([&] {
      host_.start();
      act(machine());
      loop_.post(look);
    });
    loop_.run();
    return is_let_in;
  }

  Machine& machine() { return *host_.machine("m"); }

  PrivateDirectory directory_;
  const std::string path_ = (directory_.path() / "m").string();
  Loop loop_;
  Host host_{loop_, config(), {}};
};

TEST_F(Serving, EndsWhereTheServerIsLost) {
  EXPECT_FALSE(lets_in_after([](Machine& machine) { machine.suspend("upstream-lost"); }));
}

TEST_F(Serving, GoesOnWhereTheServerIsBackBeforeTheLossIsHandled) {
  EXPECT_TRUE(lets_in_after([](Machine& machine) {
    machine.suspend("upstream-lost");
    machine.serve("");
  }));
}

TEST_F(Serving, EndsWhereTheServerIsLostAgainByThen) {
  EXPECT_FALSE(lets_in_after([](Machine& machine) {
    machine.suspend("upstream-lost");
    machine.serve("");
    machine.suspend("upstream-lost");
  }));
}

}  // namespace
}  // namespace signalbox
