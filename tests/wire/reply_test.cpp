// SPDX-License-Identifier: Apache-2.0
#include "wire/reply.hpp"

#include <string>

#include <gtest/gtest.h>

#include "wire/event_frame.hpp"

namespace signalbox {
namespace {

TEST(Reply, SuccessHasTheIdLast) {
  std::string out;
  append_success(out, "{}", "");
  append_success(out, "[1, 2]", "\"x\"");

  EXPECT_EQ(out, "{\"return\": {}}\r\n{\"return\": [1, 2], \"id\": \"x\"}\r\n");
}

TEST(Reply, ErrorHasTheIdFirstAndItsTextQuoted) {
  std::string out;
  append_error(out, "GenericError", "stray '\"\xff'", "");
  append_error(out, "DeviceNotFound", "Device 'd' not found", "7");

  EXPECT_EQ(out,
            "{\"error\": {\"class\": \"GenericError\", \"desc\": \"stray '\\\"\\uFFFD'\"}}\r\n"
            "{\"id\": 7, \"error\": {\"class\": \"DeviceNotFound\", "
            "\"desc\": \"Device 'd' not found\"}}\r\n");
}

TEST(EventFrame, IsOpenAtItsEnd) {
  std::string out;
  append_event_head(out, "STOP", 1, 999999, "");
  append_event_head(out, "RESET", -1, -1, "{\"guest\": true}");

  EXPECT_EQ(out,
            "{\"timestamp\": {\"seconds\": 1, \"microseconds\": 999999}, \"event\": \"STOP\""
            "{\"timestamp\": {\"seconds\": -1, \"microseconds\": -1}, \"event\": \"RESET\", "
            "\"data\": {\"guest\": true}");
}

}  // namespace
}  // namespace signalbox
