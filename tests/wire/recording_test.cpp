// SPDX-License-Identifier: Apache-2.0
#include "wire/recording.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace signalbox {
namespace {

using namespace std::chrono_literals;

std::string error_of(const std::string& text) {
  std::istringstream input(text);
  RecordingReader reader(input, "r.jsonl");
  try {
    while (const auto line = reader.next()) line->event();
  } catch (const RecordingError& error) {
    return error.what();
  }
  return "none";
}

TEST(Recording, AnEventIsAsTheServerWroteIt) {
  std::string text;
  append_recorded_line(text, 0s, "note", R"({"note": "begins"})");
  append_recorded_line(text, 1500ms, "server",
                       R"({"timestamp": {"seconds": 7, "microseconds": 8}, "event": "RTC_CHANGE", )"
                       R"("data": {"offset":  -5, "qom-path": "/a"}})");
  EXPECT_EQ(text.substr(0, text.find('\n')),
            R"({"t": 0.000000, "from": "note", "msg": {"note": "begins"}})");
  std::istringstream input(text);
  RecordingReader reader(input, "r.jsonl");

  auto line = reader.next();
  EXPECT_EQ(line->from(), RecordedLine::From::other);
  line = reader.next();
  EXPECT_EQ(line->time(), 1500ms);
  const auto event = line->event();
  ASSERT_TRUE(event);
  EXPECT_EQ(event->name, "RTC_CHANGE");
  EXPECT_EQ(event->data, R"({"offset":  -5, "qom-path": "/a"})");
  EXPECT_EQ(event->seconds, 7);
  EXPECT_EQ(event->microseconds, 8);
  EXPECT_EQ(event->tag, "");
  EXPECT_FALSE(reader.next());
}

TEST(Recording, MayCallTheServerQemuAndHasNumbersWhereTheyAreKnown) {
  std::istringstream input(
      "\n{\"t\": 0, \"from\": \"qemu\", \"number\": 4, \"cause\": 3, "
      "\"msg\": {\"event\": \"STOP\", \"tag\": \"signal-1\"}}\n");
  RecordingReader reader(input, "r.jsonl");

  const auto line = reader.next();
  EXPECT_EQ(line->line(), 2U);
  const auto event = line->event();
  EXPECT_EQ(event->number, 4U);
  EXPECT_EQ(event->cause, 3U);
  EXPECT_EQ(event->tag, "signal-1");
}

TEST(Recording, EachFaultNamesLineAndColumn) {
  EXPECT_EQ(error_of("\n[]"), R"(r.jsonl:2:1: a line is {"t": …, "from": …, "msg": …})");
  EXPECT_EQ(error_of(R"({"t": 0, "from": "qemu"})"), "r.jsonl:1:1: 'msg' is missing");
  EXPECT_EQ(error_of(R"({"t": "0", "from": "qemu", "msg": {}})"),
            "r.jsonl:1:7: 't' is not a number of seconds since the recording began");
  EXPECT_EQ(error_of(R"({"t": -1, "from": "qemu", "msg": {}})"),
            "r.jsonl:1:7: 't' is not a number of seconds since the recording began");
  EXPECT_EQ(error_of(R"({"t": 0, "from": 1, "msg": {}})"), "r.jsonl:1:18: 'from' is not a string");
  EXPECT_EQ(error_of(R"({"t": 0, "from": "qemu", "msg": 1})"),
            "r.jsonl:1:33: what a server sends is an object");
  EXPECT_EQ(
      error_of("{\"t\": 2, \"from\": \"a\", \"msg\": 1}\n{\"t\": 1, \"from\": \"a\", \"msg\": 1}"),
      "r.jsonl:2:7: 't' is earlier than in the line before");
  EXPECT_EQ(error_of(R"({"t": 0, "from": "qemu", "msg": {"event": 1}})"),
            "r.jsonl:1:43: 'event' is not the name of an event");
  EXPECT_EQ(error_of(R"({"t": 0, "from": "qemu", "msg": {"event": "A", "data": []}})"),
            "r.jsonl:1:56: 'data' is not an object");
  EXPECT_EQ(
      error_of(R"({"t": 0, "from": "qemu", "msg": {"event": "A", "timestamp": {"seconds": ""}}})"),
      "r.jsonl:1:73: 'seconds' is not an integer");
  EXPECT_EQ(error_of(R"({"t": 0, "from": "qemu", "msg": {"event": "A")").substr(0, 14),
            "r.jsonl:1:46: ");
}

}  // namespace
}  // namespace signalbox
