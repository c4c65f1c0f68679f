// SPDX-License-Identifier: Apache-2.0
//
// The runner finds what does not hold; the server echoes what it is told.
#include "tests/conversations/runner/conversation.hpp"

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace signalbox::conversation {
namespace {

// Greets, and answers each line with what it was.
constexpr const char* echo =
    R"(import json, socket, sys
server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[1])
server.listen()
connection = server.accept()[0]
connection.sendall(b'{"QMP": 1}\r\n')
for line in connection.makefile("rb"):
    connection.sendall((json.dumps({"echo": json.loads(line)}) if b"fence" not in line else
                        '{"id": "fence-1"}').encode() + b"\r\n")
)";

class ConversationTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "signalbox-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    directory_ = name;
    std::ofstream(directory_ / "echo.py") << echo;
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  // What the runner says about a script, its first line only; "holds" if it has no complaint.
  std::string verdict(const std::string& text) {
    const Script script = parse_script("a.qmp", text);
    try {
      Conversation(script, {"python3", "{dir}/echo.py", "{socket}"}, directory_).play();
    } catch (const std::runtime_error& error) {
      const std::string complaint = error.what();
      return complaint.substr(0, complaint.find('\n'));
    }
    return "holds";
  }

  std::filesystem::path directory_;
};

TEST_F(ConversationTest, FindsNothingWhereAllHoldsButTheEnd) {
  const std::string said = verdict("<- {\"QMP\": 1}\n-> {\"a\": 1}\n<- {\"echo\": {\"a\": *}}\n");

  EXPECT_EQ(said, "a.qmp:3: after SIGTERM the server's exit status is 143");
}

TEST_F(ConversationTest, WaitsUntilTheServerHasReadAll) {
  EXPECT_EQ(verdict("<- {\"QMP\": 1}\n-> {\"a\": 1}\n<- read\n<- {\"echo\": {\"a\": 1}}\n"),
            "a.qmp:4: after SIGTERM the server's exit status is 143");
}

TEST_F(ConversationTest, FindsAMessageThatDiffers) {
  EXPECT_EQ(verdict("<- {\"QMP\": 1}\n-> {\"a\": 1}\n<- {\"echo\": {\"a\": 2}}\n"),
            "a.qmp:3: expected {\"echo\": {\"a\": 2}}");
}

TEST_F(ConversationTest, FindsBytesThatDiffer) {
  EXPECT_EQ(verdict("<= {\"QMP\":1}\n"), "a.qmp:1: expected {\"QMP\":1}");
}

TEST_F(ConversationTest, FindsWhatIsLeftAtTheEnd) {
  EXPECT_EQ(verdict("<- {\"QMP\": 1}\n-> {\"a\": 1}\n"),
            "a.qmp:2: at the end, client main: expected nothing more, got {\"echo\": {\"a\": 1}}");
}

TEST_F(ConversationTest, FindsAnEndThatDoesNotCome) {
  EXPECT_EQ(verdict("<- {\"QMP\": 1}\n-> {\"a\": 1}\n<- closed\n"),
            "a.qmp:3: expected the end of the connection, got {\"echo\": {\"a\": 1}}");
}

}  // namespace
}  // namespace signalbox::conversation
