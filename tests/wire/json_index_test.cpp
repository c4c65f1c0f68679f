// SPDX-License-Identifier: Apache-2.0
#include "wire/json_index.h"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "wire/json_reader.h"
#include "wire/json_tree.hpp"

namespace signalbox {
namespace {

// Each node as "KIND TEXT -> NEXT".
std::vector<std::string> nodes_of(const JsonTree& tree) {
  std::vector<std::string> nodes;
  const wire_json_tree* const bare = tree;
  for (std::uint32_t i = 0; i < bare->count; ++i) {
    nodes.push_back(std::to_string(tree.kind(i)) + ' ' + std::string(tree.text(i)) + " -> " +
                    std::to_string(tree.node(i).next));
  }
  return nodes;
}

std::string nested(int depth) {
  return std::string(depth, '[').append(depth, ']');
}

TEST(JsonIndex, IsWhatParsingGives) {
  const std::string texts[] = {
      "42",
      "-0.5",
      "1e9",
      "1E400",
      "true",
      "null",
      "'x'",
      "[]",
      "{}",
      R"("a\\")",
      R"('a\'b"c')",
      R"(["\"","\\\"",'\\'])",
      R"({"a":[1,2.5,false],'b':{"c":null,"]}":"[{"},"":''})",
      R"([[],[[]],{},[{}],-1,'é'])",
      nested(WIRE_JSON_MAX_NESTING),
  };
  for (const std::string& text : texts) {
    EXPECT_EQ(nodes_of(JsonTree(text, WIRE_JSON_MAX_NESTING)), nodes_of(JsonTree(text)));
  }
}

TEST(JsonIndex, LeavesOutWhatIsDeeper) {
  const std::string text = R"({"a":[1,{"]":2}],"b":{"c":'}'},"d":3})";
  const auto kind = [](wire_json_kind of) { return std::to_string(of) + ' '; };

  const std::vector<std::string> expected = {
      kind(WIRE_JSON_OBJECT) + text + " -> 7",
      kind(WIRE_JSON_STRING) + "\"a\" -> 2",
      kind(WIRE_JSON_ARRAY) + R"([1,{"]":2}] -> 3)",
      kind(WIRE_JSON_STRING) + "\"b\" -> 4",
      kind(WIRE_JSON_OBJECT) + R"({"c":'}'} -> 5)",
      kind(WIRE_JSON_STRING) + "\"d\" -> 6",
      kind(WIRE_JSON_INTEGER) + "3 -> 7",
  };
  EXPECT_EQ(nodes_of(JsonTree(text, 1)), expected);
}

TEST(JsonIndex, OfNoLevelsIsOneNode) {
  EXPECT_EQ(nodes_of(JsonTree("[[1],2]", 0)).size(), 1u);
}

}  // namespace
}  // namespace signalbox
