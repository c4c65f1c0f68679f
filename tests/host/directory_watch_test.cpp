// SPDX-License-Identifier: Apache-2.0
#include "host/directory_watch.hpp"

#include <fstream>
#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <vector>

#include <gtest/gtest.h>

#include "host/inotify.hpp"
#include "host/loop.hpp"
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

  // What the watch tells of all that has happened.
  Changes changes() {
    inotify_.read();
    return watch_.read();
  }

  PrivateDirectory directory_;
  const fs::path before_ = directory_.write("before.so", "old");
  Loop loop_;
  Inotify inotify_{loop_};
  int calls_ = 0;
  DirectoryWatch watch_{inotify_, {directory_.path()}, ".so", [this] { ++calls_; }};
};

TEST_F(Watched, KnowsWhatWasThereBefore) {
  EXPECT_EQ(watch_.files(), std::set{before_});
  EXPECT_EQ(changes(), Changes{});
}

TEST_F(Watched, TellsOfAFileThatWasWritten) {
  directory_.write("new.so", "text");

  EXPECT_EQ(changes(), (Changes{{Kind::added, path("new.so")}}));
}

TEST_F(Watched, WaitsForAFileThatIsHalfWritten) {
  std::ofstream half(path("new.so"));
  half << "text" << std::flush;
  EXPECT_EQ(changes(), Changes{});

  half.close();

  EXPECT_EQ(changes(), (Changes{{Kind::added, path("new.so")}}));
}

TEST_F(Watched, TellsOfAFileThatWasMovedIn) {
  const PrivateDirectory other;
  fs::rename(other.write("new.so", "text"), path("new.so"));

  EXPECT_EQ(changes(), (Changes{{Kind::added, path("new.so")}}));
}

TEST_F(Watched, TellsOfLinks) {
  const PrivateDirectory other;
  const fs::path file = other.write("file", "text");
  fs::create_hard_link(file, path("hard.so"));
  fs::create_symlink(file, path("soft.so"));

  EXPECT_EQ(changes(), (Changes{{Kind::added, path("hard.so")}, {Kind::added, path("soft.so")}}));
}

TEST_F(Watched, TellsOfAFileThatWasReplaced) {
  fs::rename(directory_.write(".before.so.part", "new"), before_);

  EXPECT_EQ(changes(), (Changes{{Kind::replaced, before_}}));
}

TEST_F(Watched, TellsOfAFileThatWasWrittenAnew) {
  directory_.write("before.so", "new");

  EXPECT_EQ(changes(), (Changes{{Kind::replaced, before_}}));
}

TEST_F(Watched, TellsOfAFileThatWasRemoved) {
  fs::remove(before_);

  EXPECT_EQ(changes(), (Changes{{Kind::removed, before_}}));
  EXPECT_EQ(watch_.files(), std::set<fs::path>{});
}

TEST_F(Watched, TellsOfBothNamesOfAFileThatWasRenamed) {
  fs::rename(before_, path("after.so"));

  EXPECT_EQ(changes(), (Changes{{Kind::added, path("after.so")}, {Kind::removed, before_}}));
}

TEST_F(Watched, JoinsRemovalAndNewFileToAReplacement) {
  fs::remove(before_);
  directory_.write("before.so", "new");

  EXPECT_EQ(changes(), (Changes{{Kind::replaced, before_}}));
}

TEST_F(Watched, SaysNothingOfAFileThatCameAndWent) {
  fs::remove(directory_.write("new.so", "text"));

  EXPECT_EQ(changes(), Changes{});
}

TEST_F(Watched, LeavesOtherFilesAlone) {
  directory_.write("new.txt", "text");
  directory_.write(".hidden.so", "text");
  fs::create_directory(path("directory.so"));

  EXPECT_EQ(changes(), Changes{});
}

TEST_F(Watched, CallsWhenThereIsSomething) {
  directory_.write("new.so", "text");

  inotify_.read();

  EXPECT_EQ(calls_, 1);
}

TEST_F(Watched, SharesOneInstanceWithOthers) {
  int calls = 0;
  DirectoryWatch other(inotify_, {directory_.path()}, ".so", [&calls] { ++calls; });

  directory_.write("new.so", "text");

  EXPECT_EQ(changes(), (Changes{{Kind::added, path("new.so")}}));
  EXPECT_EQ(other.read(), (Changes{{Kind::added, path("new.so")}}));
  EXPECT_EQ(calls, 1);
}

TEST_F(Watched, GoesOnWhenAnotherOfTheSameDirectoryEnds) {
  {
    const DirectoryWatch other(inotify_, {directory_.path()}, ".so", [] {});
  }

  directory_.write("new.so", "text");

  EXPECT_EQ(changes(), (Changes{{Kind::added, path("new.so")}}));
}

// As Kubernetes updates a ConfigMap: a new directory, and one link that is replaced by rename.
TEST_F(Watched, TellsOfLinksThroughALinkThatWasReplaced) {
  fs::create_directory(path("..first"));
  std::ofstream(path("..first") / "mapped.so") << "old";
  fs::create_symlink("..first", path("..data"));
  fs::create_symlink("..data/mapped.so", path("mapped.so"));
  EXPECT_EQ(changes(), (Changes{{Kind::added, path("mapped.so")}}));

  fs::create_directory(path("..second"));
  std::ofstream(path("..second") / "mapped.so") << "new";
  fs::create_symlink("..second", path("..data_tmp"));
  fs::rename(path("..data_tmp"), path("..data"));
  fs::remove_all(path("..first"));

  EXPECT_EQ(changes(), (Changes{{Kind::replaced, path("mapped.so")}}));
  EXPECT_EQ(changes(), Changes{});
}

TEST_F(Watched, LeavesALinkAloneThatLeadsNowhereForAWhile) {
  fs::create_directory(path("..first"));
  std::ofstream(path("..first") / "mapped.so") << "old";
  fs::create_symlink("..first", path("..data"));
  fs::create_symlink("..data/mapped.so", path("mapped.so"));
  changes();

  fs::remove(path("..data"));
  EXPECT_EQ(changes(), Changes{});
  fs::create_symlink("..first", path("..data"));

  EXPECT_EQ(changes(), Changes{});
}

class Replaced : public testing::Test {
 protected:
  Replaced() { fill(path_, "old"); }

  static void fill(const fs::path& directory, const std::string& text) {
    fs::create_directory(directory);
    std::ofstream(directory / "stays.so") << text;
    std::ofstream(directory / (text + ".so")) << text;
  }

  Changes changes() {
    inotify_.read();
    inotify_.look();
    return watch_->read();
  }

  void watch(const fs::path& directory) {
    watch_.emplace(inotify_, std::vector{directory}, ".so", [] {});
  }

  const PrivateDirectory directory_;
  const fs::path path_ = directory_.path() / "plugins";
  Loop loop_;
  Inotify inotify_{loop_};
  std::optional<DirectoryWatch> watch_;
};

TEST_F(Replaced, IsFollowedAsADirectory) {
  watch(path_);
  fill(directory_.path() / "next", "new");

  fs::rename(path_, directory_.path() / "before");
  fs::rename(directory_.path() / "next", path_);

  EXPECT_EQ(changes(), (Changes{{Kind::added, path_ / "new.so"},
                                {Kind::removed, path_ / "old.so"},
                                {Kind::replaced, path_ / "stays.so"}}));
  std::ofstream(path_ / "later.so") << "text";
  EXPECT_EQ(changes(), (Changes{{Kind::added, path_ / "later.so"}}));
}

TEST_F(Replaced, IsFollowedAsALink) {
  const fs::path link = directory_.path() / "current";
  fs::create_directory_symlink(path_, link);
  watch(link);
  fill(directory_.path() / "next", "new");

  fs::create_directory_symlink(directory_.path() / "next", directory_.path() / "tmp");
  fs::rename(directory_.path() / "tmp", link);

  EXPECT_EQ(changes(), (Changes{{Kind::added, link / "new.so"},
                                {Kind::removed, link / "old.so"},
                                {Kind::replaced, link / "stays.so"}}));
}

TEST_F(Replaced, KeepsItsFilesWhileItIsAway) {
  watch(path_);

  fs::rename(path_, directory_.path() / "away");
  EXPECT_EQ(changes(), Changes{});
  std::ofstream(directory_.path() / "away/unseen.so") << "text";
  EXPECT_EQ(changes(), Changes{});
  fs::rename(directory_.path() / "away", path_);

  EXPECT_EQ(changes(), (Changes{{Kind::added, path_ / "unseen.so"}}));
}

TEST_F(Replaced, IsFollowedAfterItWasRemovedAndMadeAnew) {
  watch(path_);

  fs::remove_all(path_);
  EXPECT_EQ(changes().size(), 2u);
  EXPECT_EQ(changes(), Changes{});
  fill(path_, "new");

  EXPECT_EQ(changes(),
            (Changes{{Kind::added, path_ / "new.so"}, {Kind::added, path_ / "stays.so"}}));
}

TEST(DirectoryWatch, NamesADirectoryThatIsNotThere) {
  try {
    Loop loop;
    Inotify inotify(loop);
    const DirectoryWatch watch(inotify, {"/nowhere/at/all"}, ".so", [] {});
    FAIL() << "watched";
  } catch (const std::system_error& error) {
    EXPECT_STREQ(error.what(), "/nowhere/at/all: No such file or directory");
  }
}

}  // namespace
}  // namespace signalbox
