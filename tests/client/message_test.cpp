// SPDX-License-Identifier: Apache-2.0
#include "client/message.hpp"

#include <gtest/gtest.h>

using signalbox::client::Event;
using signalbox::client::Greeting;
using signalbox::client::message_of;
using signalbox::client::Reply;

namespace {

TEST(Message, AGreetingTellsWhetherTheServerKnowsSignals) {
  const auto qemu = message_of(R"({"QMP": {"version": {}, "capabilities": ["oob"]}})");
  const auto ours = message_of(R"({"QMP": {"version": {}, "capabilities": ["oob", "signals"]}})");
  EXPECT_FALSE(std::get<Greeting>(qemu.value()).signals);
  EXPECT_TRUE(std::get<Greeting>(ours.value()).signals);
}

TEST(Message, AReplyHasItsValueAsText) {
  const Reply reply = std::get<Reply>(message_of(R"({"return": [1, {}], "id": 7})").value());
  EXPECT_EQ(reply.id, 7);
  EXPECT_EQ(reply.value, "[1,{}]");
  EXPECT_FALSE(reply.failed());
}

TEST(Message, AnErrorHasItsClassAndItsDescription) {
  const Reply reply = std::get<Reply>(
      message_of(R"({"id": 7, "error": {"class": "DeviceNotFound", "desc": "a \"b\" \u00e9"}})")
          .value());
  EXPECT_TRUE(reply.failed());
  EXPECT_EQ(reply.error_class, "DeviceNotFound");
  EXPECT_EQ(reply.error_description, "a \"b\" \xc3\xa9");
}

TEST(Message, AReplyWithoutAnIdIsToldFromOneWithAnotherClientsId) {
  EXPECT_FALSE(std::get<Reply>(message_of(R"({"return": {}})").value()).id);
  EXPECT_EQ(std::get<Reply>(message_of(R"({"return": {}, "id": "libvirt-1"})").value()).id, 0)
      << "no call has 0";
}

TEST(Message, AnEventHasTimeDataAndTag) {
  const Event event = std::get<Event>(
      message_of(R"({"timestamp": {"seconds": 5, "microseconds": 6}, "event": "STOP",)"
                 R"( "data": {"a": 1}, "tag": "t1", "number": 3})")
          .value());
  EXPECT_EQ(event.name, "STOP");
  EXPECT_EQ(event.data, R"({"a":1})");
  EXPECT_EQ(event.tag, "t1");
  EXPECT_EQ(event.seconds, 5);
  EXPECT_EQ(event.microseconds, 6);
}

TEST(Message, AnEventMayHaveNothingButItsName) {
  const Event event = std::get<Event>(message_of(R"({"event": "STOP"})").value());
  EXPECT_EQ(event.data, "");
  EXPECT_EQ(event.tag, "");
  EXPECT_EQ(event.seconds, -1);
}

TEST(Message, WhatIsNoMessageOfQmpIsNone) {
  for (const char* text :
       {"{}", "{]", "{\"id\": 1}", "{\"event\": 1}", "{\"event\": \"A\", \"tag\": 1}",
        "{\"error\": {}}", "{\"error\": \"no\"}", "{\"error\": {\"class\": \"A\", \"desc\": 1}}",
        "{\"event\": \"\\z\"}"}) {
    EXPECT_FALSE(message_of(text)) << text;
  }
}

}  // namespace
