// SPDX-License-Identifier: Apache-2.0
#include "host/session_record.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include <gtest/gtest.h>

#include "host/host.hpp"
#include "host/machine.hpp"
#include "host/observer.hpp"
#include "host/session.hpp"

namespace signalbox {
namespace {

// Keeps the answer to qmp_capabilities back until it is let go.
class Holder : public Observer {
 public:
  void negotiating(Session&, bool, Proceed proceed) override { proceed_ = std::move(proceed); }
  void let_go() { proceed_(); }

 private:
  Proceed proceed_;
};

// One machine without plugins in this process, and one client on a socket pair.
class SessionRecordTest : public testing::Test {
 protected:
  SessionRecordTest() {
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends_.data()), 0);
  }

  ~SessionRecordTest() override { ::close(ends_[1]); }

  static HostConfig config() {
    HostConfig config;
    config.machines.emplace_back().name = "m";
    return config;
  }

  // Sends `input`, and gives what the session then is; ends the host.
  SessionRecord record_after(std::string_view input) {
    SessionRecord record;
    loop_.post([&] {
      host_.start();
      Machine& machine = *host_.machine("m");
      machine.accept(ends_[0], listener_);
      EXPECT_EQ(::send(ends_[1], input.data(), input.size(), 0),
                static_cast<ssize_t>(input.size()));
      Session& session = *machine.sessions().begin()->second;
      session.read();
      session.process(100);
      record = session.record();
      host_.stop();
    });
    loop_.run();
    return record;
  }

  std::array<int, 2> ends_{-1, -1};
  Loop loop_;
  Holder holder_;
  const std::shared_ptr<const ListenerConfig> listener_ = std::make_shared<ListenerConfig>();
  Host host_{loop_, config(), {&holder_}};
};

TEST_F(SessionRecordTest, HoldsWhatIsInFlightQueuedAndUnread) {
  const SessionRecord record = record_after(
      R"({"execute": "qmp_capabilities", "id": 7}{"execute": "query-version", "id": 8}{"exec)");

  EXPECT_FALSE(record.is_negotiated);
  EXPECT_EQ(record.in_flight, std::vector<std::string>{"7"});
  EXPECT_TRUE(record.queued.empty());  // without out-of-band one message at a time
  EXPECT_EQ(record.unread.bytes, R"({"execute": "query-version", "id": 8}{"exec)");
}

TEST_F(SessionRecordTest, MakesAnEqualReader) {
  const SessionRecord record = record_after(R"({"execute": "qmp_capabilities"}{"execute": "qu)");

  MessageReader reader(record.unread);
  reader.feed(R"(ery-version"})");

  EXPECT_EQ(reader.next()->text, R"({"execute":"query-version"})");
}

}  // namespace
}  // namespace signalbox
