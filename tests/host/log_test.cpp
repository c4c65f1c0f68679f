// SPDX-License-Identifier: Apache-2.0
#include "host/log.hpp"

#include <chrono>
#include <string>

#include <gtest/gtest.h>

namespace signalbox {
namespace {

TEST(Log, NothingThatATerminalActsOnIsWritten) {
  finish_log(std::chrono::seconds(30));  // lines of other tests
  testing::internal::CaptureStderr();
  log_warning("a\x1b[2J\n\x7f\xc2\x9b\xe2\x80\xae\xe2\x81\xa6\xff z");
  finish_log(std::chrono::seconds(30));
  const std::string log = testing::internal::GetCapturedStderr();

  EXPECT_TRUE(log.ends_with(": a\\x1b[2J\\x0a\\x7f\\u009b\\u202e\\u2066\\xff z\n")) << log;
}

}  // namespace
}  // namespace signalbox
