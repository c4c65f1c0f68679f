// SPDX-License-Identifier: Apache-2.0
#include "wire/event_schema.hpp"

#include <gtest/gtest.h>

namespace signalbox {
namespace {

TEST(EventSchema, HasTheEventsAndWhatTheirDataIsMadeOf) {
  const EventSchema schema = read_event_schema(
      R"([{"name": "quit", "meta-type": "command", "arg-type": "0", "ret-type": "0"},)"
      R"({"name": "STOP", "meta-type": "event", "arg-type": "0"},)"
      R"({"name": "OLD", "meta-type": "event", "arg-type": "1", "features": ["deprecated"]},)"
      R"({"name": "0", "meta-type": "object", "members": []},)"
      R"({"name": "1", "meta-type": "object", "members": [{"name": "x", "type": "2"}]},)"
      R"({"name": "2", "meta-type": "array", "element-type": "str"},)"
      R"({"name": "3", "meta-type": "enum", "values": ["a"]},)"
      R"({"name": "str", "meta-type": "builtin", "json-type": "string"}])");

  ASSERT_EQ(schema.events.size(), 2U);
  EXPECT_EQ(schema.events[0].name, "STOP");
  EXPECT_FALSE(schema.events[0].deprecated);
  EXPECT_EQ(schema.events[1].name, "OLD");
  EXPECT_TRUE(schema.events[1].deprecated);
  EXPECT_EQ(schema.introspection.find("\"3\""), std::string::npos);
  EXPECT_EQ(schema.introspection.find("quit"), std::string::npos);
  for (const char* name : {"\"0\"", "\"1\"", "\"2\"", "\"str\""}) {
    EXPECT_NE(schema.introspection.find(std::string("\"name\": ") + name), std::string::npos)
        << name;
  }
}

TEST(EventSchema, HasTheVariantsOfAUnion) {
  const EventSchema schema = read_event_schema(
      R"([{"name": "E", "meta-type": "event", "arg-type": "0"},)"
      R"({"name": "0", "meta-type": "object", "members": [{"name": "kind", "type": "1"}],)"
      R"( "tag": "kind", "variants": [{"case": "far", "type": "2"}]},)"
      R"({"name": "1", "meta-type": "enum", "values": ["far"]},)"
      R"({"name": "2", "meta-type": "object", "members": []}])");

  EXPECT_NE(schema.introspection.find("\"name\": \"2\""), std::string::npos);
}

TEST(EventSchema, EndsWithTypesThatAreMadeOfThemselves) {
  const EventSchema schema = read_event_schema(
      R"([{"name": "E", "meta-type": "event", "arg-type": "1"},)"
      R"({"name": "1", "meta-type": "object", "members": [{"name": "next", "type": "1"}]}])");

  EXPECT_EQ(schema.events.size(), 1U);
}

TEST(EventSchema, RefusesWhatIsNone) {
  for (const char* text :
       {"", "{}", "[1]", "[", R"([{"name": "E", "meta-type": "event", "features": 1}])"}) {
    EXPECT_THROW(read_event_schema(text), std::exception) << text;
  }
}

TEST(EventSchema, KeepsTheCommandsThatAreAskedFor) {
  const EventSchema schema = read_event_schema(
      R"([{"name": "look", "meta-type": "command", "arg-type": "0", "ret-type": "1"},)"
      R"({"name": "quit", "meta-type": "command", "arg-type": "0", "ret-type": "0"},)"
      R"({"name": "0", "meta-type": "object", "members": []},)"
      R"({"name": "1", "meta-type": "enum", "values": ["far"]}])",
      {"look"});

  EXPECT_NE(schema.introspection.find("look"), std::string::npos);
  EXPECT_NE(schema.introspection.find("far"), std::string::npos);
  EXPECT_EQ(schema.introspection.find("quit"), std::string::npos);
}

TEST(EventSchema, MakesAccessorsOfWireNames) {
  EXPECT_EQ(accessor_name("STOP"), "stop-event");
  EXPECT_EQ(accessor_name("BLOCK_IO_ERROR"), "block-io-error-event");
}

TEST(EventSchema, KnowsWhatCarriesTheStateOfAMachine) {
  EXPECT_TRUE(carries_state("STOP"));
  EXPECT_FALSE(carries_state("RTC_CHANGE"));
}

}  // namespace
}  // namespace signalbox
