// SPDX-License-Identifier: Apache-2.0
#include "schema/changes.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "schema/check.hpp"
#include "schema/load.hpp"

namespace signalbox::schema {
namespace {

// Texts of changes; those that break begin with "! ".
std::vector<std::string> changes(const std::string& earlier, const std::string& later) {
  Sources sources;
  Faults faults;
  const Loaded before = load_text("earlier", earlier, sources, faults);
  const Loaded after = load_text("later", later, sources, faults);
  std::vector<std::string> texts;
  const Schema first = checked(before, faults);
  const Schema second = checked(after, faults);
  EXPECT_TRUE(faults.empty());
  for (const Change& each : changes_between(first, second)) {
    texts.push_back((each.breaks ? "! " : "") + each.text);
  }
  return texts;
}

using Texts = std::vector<std::string>;

TEST(SchemaChanges, AreNoneBetweenEqualSchemas) {
  const std::string text =
      "{ 'Node': { 'name': 'str', '*next': 'Node' } }\n[ 'walk', { 'from': 'Node' }, {}, 'Node' ]";

  EXPECT_EQ(changes(text, "# A comment more.\n" + text), Texts());
}

TEST(SchemaChanges, CommandsComeAndGo) {
  EXPECT_EQ(changes("[ 'old', {}, {}, 'none' ]", "[ 'young', {}, {}, 'none' ]"),
            (Texts{"command 'young' is new", "! command 'old' is gone"}));
}

TEST(SchemaChanges, WhatWasDeprecatedIsSaidToHaveBeen) {
  EXPECT_EQ(changes("[ 'a', {}, {}, 'none', { 'deprecated': '1.2', 'guide': 'docs/a.md' } ]", ""),
            (Texts{"! command 'a' is gone; it was deprecated since 1.2"}));
}

TEST(SchemaChanges, ArgumentsMayBecomeOptionalAndNotRequired) {
  EXPECT_EQ(
      changes("[ 'a', { 'x': 'int' }, { 'y': 'int' }, 'none' ]",
              "[ 'a', { 'y': 'int' }, { 'x': 'int', 'z': 'int' }, 'none' ]"),
      (Texts{"! command 'a': argument 'y' is required now",
             "command 'a': argument 'x' is optional now", "command 'a': argument 'z' is new"}));
}

TEST(SchemaChanges, ANewRequiredArgumentBreaks) {
  EXPECT_EQ(changes("[ 'a', {}, {}, 'none' ]", "[ 'a', { 'x': 'int' }, {}, 'none' ]"),
            (Texts{"! command 'a': argument 'x' is new and required"}));
}

TEST(SchemaChanges, ResultsMayGrowAndNotShrink) {
  EXPECT_EQ(
      changes("{ 'R': { 'x': 'int', 'y': 'int' } } [ 'a', {}, {}, 'R' ]",
              "{ 'S': { '*x': 'int', 'z': 'int' } } [ 'a', {}, {}, 'S' ]"),
      (Texts{"! command 'a': result member 'x' is optional now",
             "command 'a': result member 'z' is new", "! command 'a': result member 'y' is gone"}));
}

TEST(SchemaChanges, IntegersMayGetWiderTowardsTheServerOnly) {
  EXPECT_EQ(changes("[ 'a', { 'x': 'int8' }, {}, 'int8' ]", "[ 'a', { 'x': 'int' }, {}, 'int' ]"),
            (Texts{"! command 'a': result is 'int', not 'int8'"}));
  EXPECT_EQ(changes("[ 'a', { 'x': 'int' }, {}, 'int' ]", "[ 'a', { 'x': 'int8' }, {}, 'int8' ]"),
            (Texts{"! command 'a': argument 'x' is 'int8', not 'int'"}));
  EXPECT_EQ(
      changes("[ 'a', { 'x': 'int' }, {}, 'none' ]", "[ 'a', { 'x': 'uint64' }, {}, 'none' ]"),
      (Texts{"! command 'a': argument 'x' is 'uint64', not 'int'"}));
}

TEST(SchemaChanges, EnumerationsMayGrow) {
  const std::string use = " [ 'a', { 'x': 'E' }, {}, 'E' ]";

  EXPECT_EQ(
      changes("{ 'E': [ 'p', 'q' ] }" + use, "{ 'E': [ 'p', 'r' ] }" + use),
      (Texts{"command 'a': argument 'x' may be 'r' now",
             "! command 'a': argument 'x' is never 'q' any more",
             "command 'a': result may be 'r' now", "command 'a': result is never 'q' any more"}));
}

TEST(SchemaChanges, AListIsNoSingleValue) {
  EXPECT_EQ(
      changes("[ 'a', { 'x': 'str' }, {}, 'none' ]", "[ 'a', { 'x': [ 'str' ] }, {}, 'none' ]"),
      (Texts{"! command 'a': argument 'x' is a list of 'str', not 'str'"}));
}

TEST(SchemaChanges, EventsKeepTheirDataAndTheirName) {
  EXPECT_EQ(changes("{ 'FooEvent': { 'x': 'int' } } [ 'foo', {}, {}, 'FooEvent' ]",
                    "{ 'FooEvent': { 'x': 'str', '*y': 'int' } } [ 'foo', {}, {}, 'FooEvent' ]"),
            (Texts{"! event 'FOO_EVENT': data member 'x' is 'str', not 'int'",
                   "event 'FOO_EVENT': data member 'y' is new"}));
  EXPECT_EQ(changes("{ 'FooEvent': { 'x': 'int' } } [ 'foo', {}, {}, 'FooEvent' ]",
                    "{ 'BarEvent': { 'x': 'int' } } [ 'foo', {}, {}, 'BarEvent' ]"),
            (Texts{"! accessor 'foo': gives BAR_EVENT, not FOO_EVENT"}));
}

TEST(SchemaChanges, AnEventThatIsNoLongerALegacyOneHasAnotherName) {
  EXPECT_EQ(changes("{ 'StopEvent': {}, 'legacy': 'STOP' } [ 's', {}, {}, 'StopEvent' ]",
                    "{ 'StopEvent': {} } [ 's', {}, {}, 'StopEvent' ]"),
            (Texts{"! accessor 's': gives STOP_EVENT, not STOP"}));
}

}  // namespace
}  // namespace signalbox::schema
