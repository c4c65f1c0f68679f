// SPDX-License-Identifier: Apache-2.0
#include "host/loop.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <optional>
#include <stdexcept>

#include <gtest/gtest.h>

namespace signalbox {
namespace {

[[noreturn]] void fail() {
  throw std::runtime_error("no wings");
}

TEST(Loop, GoesOnBehindWhatThrows) {
  Loop loop;
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  ASSERT_EQ(write(ends[1], "x", 1), 1);
  std::optional<Timer> timer;
  Wakeup wakeup(loop, [&] {
    timer.emplace(loop, std::chrono::milliseconds(1), [&] {
      loop.post([&] { loop.stop(); });
      fail();
    });
    fail();
  });
  int reads = 0;
  Readiness readiness(
      loop, ends[0],
      [&] {
        char byte = 0;
        if (++reads == 2 && read(ends[0], &byte, 1) == 1) wakeup.ask();
        fail();
      },
      [] {});
  readiness.want_read();
  loop.post(fail);

  loop.run();

  EXPECT_EQ(reads, 2);
  close(ends[0]);
  close(ends[1]);
}

TEST(Loop, HearsASignalAgainWhoseFunctionThrew) {
  Loop loop;
  int count = 0;
  const SignalWait wait(loop, {SIGUSR1}, [&](int) {
    if (++count == 2) return loop.stop();
    loop.post([] { raise(SIGUSR1); });
    fail();
  });
  loop.post([] { raise(SIGUSR1); });

  loop.run();

  EXPECT_EQ(count, 2);
}

}  // namespace
}  // namespace signalbox
