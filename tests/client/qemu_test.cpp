// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <optional>
#include <string>

#include "tests/client/block_tables.hpp"
#include "tests/client/session_fixture.hpp"

namespace {

constexpr const char* qemu_path = "/usr/bin/qemu-system-x86_64";

// A machine without a board, and this end of its monitor.
class Qemu {
 public:
  Qemu() {
    std::array<int, 2> ends;
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) != 0) return;
    monitor_ = ends[0];
    process_ = fork();
    if (process_ == 0) {
      close(ends[0]);
      const std::string chardev = "socket,id=m,fd=" + std::to_string(ends[1]);
      execl(qemu_path, qemu_path, "-M", "none", "-nodefaults", "-display", "none", "-chardev",
            chardev.c_str(), "-mon", "chardev=m,mode=control", nullptr);
      _exit(127);
    }
    close(ends[1]);
  }
  ~Qemu() {
    if (process_ > 0) waitpid(process_, nullptr, 0);  // it leaves with `quit` or its monitor
  }
  int monitor() const { return monitor_; }

 private:
  int monitor_ = -1;
  pid_t process_ = -1;
};

class RealQemu : public testing::Test {
 protected:
  void SetUp() override {
    if (access(qemu_path, X_OK) != 0) GTEST_SKIP() << qemu_path << " is not installed";
    qemu_.emplace();
    session_ = negotiated(qemu_->monitor());
    ASSERT_NE(session_, nullptr);
    qmp_session_on_event(session_.get(), note, this);
  }
  void TearDown() override {
    if (session_ != nullptr) outcome_of_call(session_.get(), "quit");
    session_.reset();
  }

  static void note(const char* event, const char*, int64_t, int32_t, void* opaque) {
    static_cast<RealQemu*>(opaque)->events_ += std::string(event) + ";";
  }

  std::string call(const char* command, const char* arguments = nullptr) {
    return outcome_of_call(session_.get(), command, arguments);
  }

  std::optional<Qemu> qemu_;
  SessionPointer session_;
  std::string events_;
};

TEST_F(RealQemu, AnswersPlainCommands) {
  EXPECT_EQ(call("query-status"), R"({"status":"running","singlestep":false,"running":true})");
  EXPECT_EQ(call("nope"), "CommandNotFound: The command nope has not been found");
  EXPECT_EQ(call("eject", R"({"device": "disk9"})"), "DeviceNotFound: Device 'disk9' not found");
}

TEST_F(RealQemu, AnswersWithAVeryLongReply) {
  EXPECT_GT(call("query-qmp-schema").size(), 150'000u);
  EXPECT_EQ(call("stop"), "{}");
}

TEST_F(RealQemu, SendsEventsBeforeTheReplyOfTheirCause) {
  EXPECT_EQ(call("stop"), "{}");
  EXPECT_EQ(events_, "STOP;");
  EXPECT_EQ(call("cont"), "{}");
  EXPECT_EQ(events_, "STOP;RESUME;");
}

TEST_F(RealQemu, OffersNoSignals) {
  Failure failure;
  EXPECT_EQ(connect_tick_event(session_.get(), nullptr, nullptr, failure), 0);
  EXPECT_EQ(failure.text(),
            "GenericError: The server does not offer signals: 'tick-event' cannot be connected");
  EXPECT_EQ(call("stop"), "{}") << "the session goes on";
}

TEST_F(RealQemu, SaysGoodbyeAndIsGone) {
  EXPECT_EQ(call("quit"), "{}");
  Failure failure;
  while (qmp_session_wait(session_.get(), -1, failure) > 0) {
  }
  EXPECT_EQ(failure.text(), "GenericError: The connection is lost: the server closed it");
  EXPECT_EQ(events_, "SHUTDOWN;");
}

}  // namespace
