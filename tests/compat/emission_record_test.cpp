// SPDX-License-Identifier: Apache-2.0
#include "compat/emission_record.hpp"

#include <stdexcept>

#include <gtest/gtest.h>
#include <boost/json.hpp>

#include "wire/value.hpp"

namespace signalbox {
namespace {

EmissionRecord block_io_error() {
  EmissionRecord record;
  record.number = 7;
  record.cause = 5;
  record.event = "BLOCK_IO_ERROR";
  record.signal = "block-io-event";
  record.data = R"({"device": "disk0"})";
  record.seconds = 1'700'000'000;
  record.microseconds = 123;
  record.labels = {{"new", 0, 1, 0, 0}, {"old", 2, 0, 0, 1}};
  return record;
}

TEST(EmissionRecord, IsReadBackFromItsLine) {
  EXPECT_EQ(read_emission_record(text_of(block_io_error())), block_io_error());
  EXPECT_EQ(text_of(block_io_error()),
            R"({"number": 7, "cause": 5, "event": "BLOCK_IO_ERROR", "signal": "block-io-event", )"
            R"("data": {"device": "disk0"}, "timestamp": {"seconds": 1700000000, )"
            R"("microseconds": 123}, "labels": [{"label": "new", "filtered": 1}, )"
            R"({"label": "old", "sent": 2, "failed": 1}]})");
}

TEST(EmissionRecord, NeedsOnlyANumberAndAnEvent) {
  const EmissionRecord record = read_emission_record(R"({"number": 1, "event": "STOP"})");

  EXPECT_EQ(record.number, 1u);
  EXPECT_EQ(record.arguments, "{}");
  EXPECT_TRUE(record.data.empty());
  EXPECT_EQ(record.outcome_of("old"), nullptr);
}

TEST(EmissionRecord, ComesOutOfTheHostsEvent) {
  const auto message = to_value(
      R"({"timestamp": {"seconds": 9, "microseconds": 4}, "event": "EMISSION_EVENT", "data": )"
      R"({"machine": "m", "number": 3, "cause": 0, "event": "STOP", "signal": "stop-event", )"
      R"("arguments": {}, "labels": [{"label": "old", "sent": 1, "filtered": 0, "muted": 0, )"
      R"("failed": 0}]}})");

  const EmissionRecord record = record_of_event(message.as_object());

  EXPECT_EQ(record.event, "STOP");
  EXPECT_EQ(record.seconds, 9);
  EXPECT_EQ(record.microseconds, 4);
  ASSERT_NE(record.outcome_of("old"), nullptr);
  EXPECT_EQ(record.outcome_of("old")->sent, 1u);
}

TEST(EmissionRecord, SaysWhatIsWrongWithALine) {
  const std::pair<const char*, const char*> cases[] = {
      {R"([])", "an emission is a JSON object"},
      {R"({"event": "STOP"})", "member 'number' is missing"},
      {R"({"number": -1, "event": "STOP"})", "member 'number' is no number of at least 0"},
      {R"({"number": 1})", "member 'event' is missing"},
      {R"({"number": 1, "event": "A", "data": 3})", "member 'data' is no object"},
      {R"({"number": 1, "event": "A", "labels": [{}]})", "member 'label' is missing"},
      {R"({"number": 1, "event": "A", "timestamp": {"microseconds": 1000000}})",
       "member 'microseconds' is above 999999"}};
  for (const auto& [line, error] : cases) {
    try {
      read_emission_record(line);
      ADD_FAILURE() << line;
    } catch (const std::invalid_argument& failure) {
      EXPECT_STREQ(failure.what(), error) << line;
    }
  }
}

}  // namespace
}  // namespace signalbox
