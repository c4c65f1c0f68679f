// SPDX-License-Identifier: Apache-2.0
#include "wire/reply.hpp"

#include <array>
#include <string>
#include <utility>
#include <vector>

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

std::string joined(const std::vector<std::string>& pieces) {
  std::string text;
  for (const std::string& each : pieces) text += each;
  return text;
}

TEST(Reply, IsTheSameInPieces) {
  for (const char* const id : {"", "7"}) {
    std::string success;
    append_success(success, "[1, 2]", id);
    EXPECT_EQ(joined(success_in_pieces("[1, 2]", id)), success);
    std::string error;
    append_error(error, "GenericError", "stray '\"", id);
    EXPECT_EQ(joined(error_in_pieces("GenericError", "stray '\"", id)), error);
  }
}

TEST(Reply, PiecesAreNotCopied) {
  std::string value(1000, ' ');
  std::string id(1000, ' ');
  const std::array<const char*, 2> places{value.data(), id.data()};

  const std::vector<std::string> pieces = success_in_pieces(std::move(value), std::move(id));

  ASSERT_EQ(pieces.size(), 5U);
  EXPECT_EQ(pieces[1].data(), places[0]);
  EXPECT_EQ(pieces[3].data(), places[1]);
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
