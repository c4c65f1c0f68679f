// SPDX-License-Identifier: Apache-2.0
#include "cli/redaction.hpp"

#include <gtest/gtest.h>

namespace signalbox::cli {
namespace {

std::string io_error(const std::string& device) {
  return R"({"timestamp": {"seconds": 1, "microseconds": 2}, "event": "BLOCK_IO_ERROR", )"
         R"("data": {"device": ")" +
         device + R"(",  "nospace": true, "action": "stop", "reason": "No space left on device"}})";
}

Redaction with_schema() {
  Redaction redaction;
  redaction.keep_schema(R"([{"name": "1", "meta-type": "enum", "values": ["stop", "disk-2"]},)"
                        R"( {"name": "query-block", "meta-type": "command"},)"
                        R"( {"name": "BLOCK_IO_ERROR", "meta-type": "event"}])");
  return redaction;
}

TEST(Redaction, ReplacesNamesAndNothingElse) {
  Redaction redaction = with_schema();

  EXPECT_EQ(redaction.redact(io_error("payroll")), io_error("disk-1"));
}

TEST(Redaction, TheSameStringHasTheSameReplacementEverywhere) {
  Redaction redaction = with_schema();
  redaction.redact(io_error("payroll"));

  EXPECT_EQ(redaction.redact(R"({"event": "DEVICE_DELETED", "data": )"
                             R"({"device": "payroll", "path": "/machine/peripheral/payroll"}})"),
            R"({"event": "DEVICE_DELETED", "data": )"
            R"({"device": "disk-1", "path": "/machine/peripheral/disk-1"}})");
  EXPECT_EQ(redaction.redact(R"({"return": [{"file": "/srv/payroll"}]})", "query-block"),
            R"({"return": [{"file": "/text-1/disk-1"}]})");
}

TEST(Redaction, TwoStringsNeverHaveTheSameReplacement) {
  Redaction redaction = with_schema();

  // What is called like a replacement is replaced too; a kept word is no replacement.
  EXPECT_EQ(redaction.redact(io_error("a")), io_error("disk-1"));
  EXPECT_EQ(redaction.redact(io_error("disk-1")), io_error("disk-3"));
  EXPECT_EQ(redaction.redact(io_error("disk-2")), io_error("disk-2"));
  EXPECT_EQ(redaction.redact(io_error("disk-3")), io_error("disk-4"));
}

TEST(Redaction, WhatHasAFormKeepsIt) {
  Redaction redaction;
  const struct {
    const char* text;
    const char* redacted;
  } cases[] = {
      {"9f1a3c1e-0b7d-4a56-8f1e-5d2c3b4a5968", "00000000-0000-4000-8000-000000000001"},
      {"de:ad:be:ef:00:42", "52:54:00:00:00:01"},
      {"10.1.2.3", "192.0.2.1"},
      {"fe80::1", "2001:db8::1"},
      {"5902", "1000001"},
      {"/home/ann/vm.img", "/text-1/text-2/text-3"},
      {"/machine/unattached/device[23]", "/machine/unattached/device[23]"},
      {"nbd://ann.example:10809/a", "text-4"},
      {"#block123", "#block123"},
      {"Input/output error", "Input/output error"},
      {"", ""},
  };
  for (const auto& each : cases) {
    const auto message = [](const char* text) {
      return std::string(R"({"event": "E", "data": {"x": ")") + text + "\"}}";
    };
    EXPECT_EQ(redaction.redact(message(each.text)), message(each.redacted));
  }
}

TEST(Redaction, ManyOfAFormAreAllDifferent) {
  Redaction redaction;
  std::set<std::string> seen;
  for (int n = 0; n < 12000; ++n) {
    char ethernet[18];
    std::snprintf(ethernet, sizeof ethernet, "aa:bb:cc:dd:%02x:%02x", n / 256, n % 256);
    seen.insert(redaction.redact(std::string(R"({"x": ")") + ethernet + "\"}"));
  }
  EXPECT_EQ(seen.size(), 12000U);
}

TEST(Redaction, TheProtocolsOwnWordsStay) {
  Redaction redaction;
  EXPECT_EQ(redaction.redact(R"({"event": "STOP", "tag": "signal-1"})"),
            R"({"event": "STOP", "tag": "signal-1"})");
  EXPECT_EQ(
      redaction.redact(R"({"execute": "block-flush", "arguments": {"device": "a"}, "id": 1})"),
      R"({"execute": "block-flush", "arguments": {"device": "disk-1"}, "id": 1})");
  EXPECT_EQ(
      redaction.redact(R"({"error": {"class": "DeviceNotFound", "desc": "Device 'a' not found"}})"),
      R"({"error": {"class": "DeviceNotFound", "desc": "text-1"}})");
}

}  // namespace
}  // namespace signalbox::cli
