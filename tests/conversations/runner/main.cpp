// SPDX-License-Identifier: Apache-2.0
// runner SIGNALBOXD FILE.qmp: plays one conversation. Exit status 0, 1 if it does not hold, 77 if
// it cannot be played here.
//
// With CONVERSATION_SERVER in the environment the words of that start the server instead, and
// only conversations marked %any-server are played: how the files are checked against QEMU.

#include <stdlib.h>

#include <cstdio>
#include <filesystem>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/conversations/runner/conversation.hpp"

namespace {

constexpr int skipped = 77;

// A directory that is gone with its contents at the end.
class PrivateDirectory {
 public:
  PrivateDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "signalbox-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error(name + ": cannot be made");
    path_ = name;
  }
  ~PrivateDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  PrivateDirectory(const PrivateDirectory&) = delete;
  PrivateDirectory& operator=(const PrivateDirectory&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

int play(const std::string& server, const std::filesystem::path& file) {
  using signalbox::conversation::Conversation;
  const auto script = signalbox::conversation::read_script(file);
  const char* other = getenv("CONVERSATION_SERVER");
  if (other != nullptr && !script.setup.any_server) {
    std::printf("skipped: %s is about Signalbox alone\n", file.c_str());
    return skipped;
  }
  const PrivateDirectory directory;
  Conversation(script, other != nullptr ? words_of(other) : std::vector{server}, directory.path())
      .play();
  return 0;
}

}  // namespace

int main(int count, char** words) {
  if (count != 3) {
    std::fprintf(stderr, "usage: %s SIGNALBOXD FILE.qmp\n", words[0]);
    return 2;
  }
  try {
    return play(std::filesystem::absolute(words[1]).string(), words[2]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
