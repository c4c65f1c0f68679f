// SPDX-License-Identifier: Apache-2.0
#include "host/trusted_path.hpp"

#include <unistd.h>

#include <gtest/gtest.h>

#include "tests/host/gone_directory.hpp"
#include "tests/host/private_directory.hpp"

namespace signalbox {
namespace {

namespace fs = std::filesystem;

class TrustedPath : public testing::Test {
 protected:
  TrustedPath() {
    fs::create_directories(path("a/b"));
    fs::rename(directory_.write("file", ""), path("a/b/file"));
    close("a");
    close("a/b");
    close("a/b/file");
  }

  fs::path path(const std::string& name) const { return directory_.path() / name; }
  void close(const std::string& name) const { fs::permissions(path(name), fs::perms(0755)); }
  void open(const std::string& name) const { fs::permissions(path(name), fs::perms(0777)); }
  void set_sticky(const std::string& name) const { fs::permissions(path(name), fs::perms(01777)); }

  std::string writable(const std::string& what, const std::string& name) const {
    return what + " '" + path(name).string() +
           "' can be written to by others, run chmod go-w on it";
  }

  const PrivateDirectory directory_;
};

TEST_F(TrustedPath, IsOneThatOthersCannotChange) {
  EXPECT_EQ(untrusted_because(path("a/b/file")), "");
  EXPECT_EQ(untrusted_because(path("a/b")), "");
  EXPECT_EQ(untrusted_because(path("a/../a/./b/file")), "");
}

TEST_F(TrustedPath, EndsAtAFileThatOthersMayWriteTo) {
  open("a/b/file");

  EXPECT_EQ(untrusted_because(path("a/b/file")), writable("the file", "a/b/file"));
}

TEST_F(TrustedPath, EndsAtADirectoryOnTheWay) {
  open("a");

  EXPECT_EQ(untrusted_because(path("a/b/file")), writable("the directory", "a"));
}

TEST_F(TrustedPath, GoesThroughADirectoryWithTheStickyBit) {
  set_sticky("a");

  EXPECT_EQ(untrusted_because(path("a/b/file")), "");
}

TEST_F(TrustedPath, EndsAtAFileOfAnotherUser) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root to give a file away";
  ASSERT_EQ(chown(path("a/b/file").c_str(), 12345, gid_t(-1)), 0);

  EXPECT_EQ(untrusted_because(path("a/b/file")),
            "the file '" + path("a/b/file").string() +
                "' belongs to user 12345, give it to root or to the user that runs this program");
}

// Another user could put another link into the directory in the middle.
TEST_F(TrustedPath, GoesThroughEachLink) {
  fs::create_directory(path("middle"));
  fs::create_symlink("../a/b", path("middle/link"));
  fs::create_symlink(path("middle/link"), path("begin"));
  close("middle");
  EXPECT_EQ(untrusted_because(path("begin/file")), "");

  open("middle");

  EXPECT_EQ(untrusted_because(path("begin/file")), writable("the directory", "middle"));
}

TEST_F(TrustedPath, SaysNothingOfWhatIsNotThere) {
  fs::create_symlink("loop", path("loop"));

  EXPECT_EQ(untrusted_because(path("absent/file")), "");
  EXPECT_EQ(untrusted_because(path("loop")), "");
}

TEST_F(TrustedPath, IsNoneThatCannotBeMadeAbsolute) {
  const GoneDirectory gone;

  EXPECT_EQ(untrusted_because("file"),
            "its path is relative, and the working directory cannot be told: No such file or "
            "directory");
  EXPECT_EQ(untrusted_because(path("a/b/file")), "");
}

}  // namespace
}  // namespace signalbox
