// SPDX-License-Identifier: Apache-2.0
#include "schema/load.hpp"

#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "schema/check.hpp"
#include "schema/introspection.hpp"

namespace signalbox::schema {
namespace {

struct Read {
  Schema schema;
  std::string faults;
};

Read read(const std::string& text) {
  Sources sources;
  Faults faults;
  Read result{checked(load_text("s.json", text, sources, faults), faults), {}};
  std::ostringstream out;
  faults.print(out, sources);
  result.faults = out.str();
  return result;
}

TEST(Load, KeepsTheTextAsItWasRead) {
  const std::string text = "# Why.\n{ 'Disk': { 'name': 'str' } }\n";

  EXPECT_EQ(read(text).schema.text, text);
}

TEST(Load, ACommentDocumentsWhatStandsDirectlyBelow) {
  const Read result = read(
      "# Not this one.\n"
      "\n"
      "# A disk.\n"
      "#  With a plate.\n"
      "{ 'Disk': { # nor this\n"
      "            # Its name.\n"
      "            'name': 'str', 'size': 'int' } }\n");

  ASSERT_EQ(result.faults, "");
  const Structure& disk = result.schema.structures.front();
  EXPECT_EQ(disk.comment, "A disk.\n With a plate.\n");
  EXPECT_EQ(disk.members[0].comment, "Its name.\n");
  EXPECT_EQ(disk.members[1].comment, "");
}

TEST(Load, ColumnsCountCharactersNotBytes) {
  EXPECT_EQ(read("{ 'Grüße': [ 'a' ] } ;").faults,
            "s.json:1:3: error: the type name 'Gr\\xc3\\xbc\\xc3\\x9fe' is not CamelCase\n"
            "s.json:1:22: error: unexpected ';'\n");
}

TEST(Load, NestingWithoutEndIsAFaultAndNoCrash) {
  const std::string deep(100'000, '[');

  EXPECT_EQ(read(deep).faults,
            "s.json:1:101: error: '[' is nested too deeply: more than 100 levels\n");
}

TEST(Load, AChainOfTwentyThousandStructuresIsNoCrash) {
  std::string text = "{ 'A': { 'next': 'A' } }\n";
  constexpr int length = 20'000;
  for (int i = 0; i < length; ++i) {
    text += "{ 'S" + std::to_string(i) + "': { 'next': 'S" + std::to_string((i + 1) % length) +
            "', 'a': 'A' } }\n";
  }

  EXPECT_NE(read(text).faults.find("s.json:1:10: error: 'A' must contain itself"),
            std::string::npos);
}

TEST(Load, OptionalMembersAndListsEndACycle) {
  EXPECT_EQ(read("{ 'Node': { '*next': 'Node', 'children': [ 'Node' ] } }").faults, "");
}

TEST(Load, AFaultDoesNotHideTheNext) {
  EXPECT_EQ(read("{ 'disk': [ 'a' ] }\n{ 'Disk' }\n{ 'Plate': [ 'a' ] }\n[ 'Go', {}, {}, 'none' ]")
                .faults,
            "s.json:1:3: error: the type name 'disk' is not CamelCase\n"
            "s.json:2:10: error: expected ':', not '}'\n"
            "s.json:4:3: error: the name 'Go' is not in lower case with hyphens\n");
}

TEST(Introspection, HasTheFormAndTheMemberOrderOfQemu) {
  const Read result = read(
      "{ 'Disk': { 'name': 'str', '*size': 'uint16' } }\n"
      "[ 'query-disks', {}, {}, [ 'Disk' ], { 'oob': true, 'deprecated': '1.0', 'guide': 'g' } ]");

  ASSERT_EQ(result.faults, "");
  EXPECT_EQ(introspection_of({result.schema, "store", "s.json"}),
            R"([{"name": "q_empty", "members": [], "meta-type": "object"},
 {"name": "[store.Disk]", "element-type": "store.Disk", "meta-type": "array"},
 {"name": "query-disks", "ret-type": "[store.Disk]", "allow-oob": true, "meta-type": "command", "arg-type": "q_empty", "features": ["deprecated"]},
 {"name": "str", "json-type": "string", "meta-type": "builtin"},
 {"name": "int", "json-type": "int", "meta-type": "builtin"},
 {"name": "store.Disk", "members": [{"name": "name", "type": "str"}, {"name": "size", "default": null, "type": "int"}], "meta-type": "object"}])");
}

}  // namespace
}  // namespace signalbox::schema
