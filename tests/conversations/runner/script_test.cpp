// SPDX-License-Identifier: Apache-2.0
#include "tests/conversations/runner/script.hpp"

#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace signalbox::conversation {
namespace {

using Kind = Step::Kind;

Script parse(const std::string& text) {
  return parse_script("a.qmp", text);
}

std::string complaint(const std::string& text) {
  try {
    parse(text);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "none";
}

TEST(Script, JoinsIndentedLinesToTheOneAbove) {
  const Script script = parse("-> {\"a\":\n    1}\n<- {\"b\":\n    *}\n");

  ASSERT_EQ(script.steps.size(), 2u);
  EXPECT_EQ(script.steps[0].text, "{\"a\":\n    1}\n");
  EXPECT_EQ(script.steps[1].line, 3u);
}

TEST(Script, SkipsCommentsAndEmptyLines) {
  EXPECT_EQ(parse("# one\n\n-> {}\n# two\n").steps.size(), 1u);
}

TEST(Script, BuildsRawBytesOfPieces) {
  const Script script = parse("-> raw \"\\xff\\n\\\"\" \"ab\" * 3\n    \"c\"\n");

  EXPECT_EQ(script.steps[0].text, "\xff\n\"abababc");
}

TEST(Script, KnowsItsKindsOfLines) {
  const Script script = parse(
      "-> split {}\n<- closed\n<- nothing\n<- {} * 7\n<= {}\n== connect b admin\n== b\n== close\n"
      "!! admin x {\"a\": 1}\n<! a word\n<! exit 2\n<- read\n");

  const Kind kinds[] = {Kind::send_bytewise, Kind::receive_close, Kind::receive_nothing,
                        Kind::receive,       Kind::receive_text,  Kind::connect,
                        Kind::switch_to,     Kind::close,         Kind::poke,
                        Kind::log,           Kind::exit,          Kind::await_read};
  ASSERT_EQ(script.steps.size(), std::size(kinds));
  for (std::size_t i = 0; i < script.steps.size(); ++i) EXPECT_EQ(script.steps[i].kind, kinds[i]);
  EXPECT_EQ(script.steps[3].times, 7u);
  EXPECT_EQ(script.steps[5].more, "admin");
  EXPECT_EQ(script.steps[8].text, "admin x");
  EXPECT_EQ(script.steps[8].more, "{\"a\": 1}");
  EXPECT_EQ(script.steps[10].times, 2u);
}

TEST(Script, CollectsHowToStart) {
  const auto setup =
      parse(
          "%any-server\n%plugin block a=b\n%plugin legacy\n%flag --x\n%file f 3\n%file g \"xy\"\n"
          "%config\n  a {\n  }\n-> {}\n")
          .setup;

  EXPECT_TRUE(setup.any_server);
  EXPECT_EQ(setup.plugins, (std::vector<std::string>{"block:a=b", "legacy"}));
  EXPECT_EQ(setup.flags, (std::vector<std::string>{"--x"}));
  EXPECT_EQ(setup.files[0].second, std::string(3, '\0'));
  EXPECT_EQ(setup.files[1].second, "xy");
  EXPECT_EQ(setup.config, "a {\n  }\n");
}

TEST(Script, NamesTheLineThatIsWrong) {
  EXPECT_EQ(complaint("-> {}\n?? x\n").substr(0, 9), "a.qmp:2: ");
  EXPECT_EQ(complaint("<- {} {}\n"), "a.qmp:1: '{}' follows the message");
  EXPECT_EQ(complaint("<- {\n").substr(0, 9), "a.qmp:1: ");
  EXPECT_EQ(complaint("%colour red\n-> {}\n"), "a.qmp:1: '%colour' is not known");
  EXPECT_EQ(complaint("-> raw abc\n"), "a.qmp:1: expected a string in quotes");
  EXPECT_EQ(complaint("# nothing\n"), "a.qmp: nothing is said in it");
}

}  // namespace
}  // namespace signalbox::conversation
