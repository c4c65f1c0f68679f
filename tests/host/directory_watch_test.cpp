// SPDX-License-Identifier: Apache-2.0
#include "host/directory_watch.hpp"

#include <poll.h>

#include <fstream>
#include <string>
#include <system_error>
#include <vector>

#include <gtest/gtest.h>

#include "tests/host/private_directory.hpp"

namespace signalbox {
namespace {

namespace fs = std::filesystem;
using Changes = std::vector<FileChange>;
using Kind = FileChange::Kind;

// The kernel queues a change before the call that makes it returns: no test has to wait.
class Watched : public testing::Test {
 protected:
  fs::path path(const std::string& name) const { return directory_.path() / name; }

  PrivateDirectory directory_;
  const fs::path before_ = directory_.write("before.so", "old");
  DirectoryWatch watch_{{directory_.path()}, ".so"};
};

TEST_F(Watched, KnowsWhatWasThereBefore) {
  EXPECT_EQ(watch_.files(), std::set{before_});
  EXPECT_EQ(watch_.read(), Changes{});
}

TEST_F(Watched, TellsOfAFileThatWasWritten) {
  directory_.write("new.so", "text");

  EXPECT_EQ(watch_.read(), (Changes{{Kind::added, path("new.so")}}));
}

TEST_F(Watched, WaitsForAFileThatIsHalfWritten) {
  std::ofstream half(path("new.so"));
  half << "text" << std::flush;
  EXPECT_EQ(watch_.read(), Changes{});

  half.close();

  EXPECT_EQ(watch_.read(), (Changes{{Kind::added, path("new.so")}}));
}

TEST_F(Watched, TellsOfAFileThatWasMovedIn) {
  const PrivateDirectory other;
  fs::rename(other.write("new.so", "text"), path("new.so"));

  EXPECT_EQ(watch_.read(), (Changes{{Kind::added, path("new.so")}}));
}

TEST_F(Watched, TellsOfLinks) {
  const PrivateDirectory other;
  const fs::path file = other.write("file", "text");
  fs::create_hard_link(file, path("hard.so"));
  fs::create_symlink(file, path("soft.so"));

  EXPECT_EQ(watch_.read(),
            (Changes{{Kind::added, path("hard.so")}, {Kind::added, path("soft.so")}}));
}

TEST_F(Watched, TellsOfAFileThatWasReplaced) {
  fs::rename(directory_.write(".before.so.part", "new"), before_);

  EXPECT_EQ(watch_.read(), (Changes{{Kind::replaced, before_}}));
}

TEST_F(Watched, TellsOfAFileThatWasWrittenAnew) {
  directory_.write("before.so", "new");

  EXPECT_EQ(watch_.read(), (Changes{{Kind::replaced, before_}}));
}

TEST_F(Watched, TellsOfAFileThatWasRemoved) {
  fs::remove(before_);

  EXPECT_EQ(watch_.read(), (Changes{{Kind::removed, before_}}));
  EXPECT_EQ(watch_.files(), std::set<fs::path>{});
}

TEST_F(Watched, TellsOfBothNamesOfAFileThatWasRenamed) {
  fs::rename(before_, path("after.so"));

  EXPECT_EQ(watch_.read(), (Changes{{Kind::added, path("after.so")}, {Kind::removed, before_}}));
}

TEST_F(Watched, JoinsRemovalAndNewFileToAReplacement) {
  fs::remove(before_);
  directory_.write("before.so", "new");

  EXPECT_EQ(watch_.read(), (Changes{{Kind::replaced, before_}}));
}

TEST_F(Watched, SaysNothingOfAFileThatCameAndWent) {
  fs::remove(directory_.write("new.so", "text"));

  EXPECT_EQ(watch_.read(), Changes{});
}

TEST_F(Watched, LeavesOtherFilesAlone) {
  directory_.write("new.txt", "text");
  directory_.write(".hidden.so", "text");
  fs::create_directory(path("directory.so"));

  EXPECT_EQ(watch_.read(), Changes{});
}

TEST_F(Watched, CanBePolled) {
  pollfd waiting = {watch_.fd(), POLLIN, 0};
  EXPECT_EQ(poll(&waiting, 1, 0), 0);

  directory_.write("new.so", "text");

  EXPECT_EQ(poll(&waiting, 1, 0), 1);
}

TEST(DirectoryWatch, NamesADirectoryThatIsNotThere) {
  try {
    DirectoryWatch({"/nowhere/at/all"}, ".so");
    FAIL() << "watched";
  } catch (const std::system_error& error) {
    EXPECT_STREQ(error.what(), "/nowhere/at/all: No such file or directory");
  }
}

}  // namespace
}  // namespace signalbox
