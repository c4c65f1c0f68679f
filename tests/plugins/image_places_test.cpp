// SPDX-License-Identifier: Apache-2.0
// Which files a client may have for an image.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/plugins/fake_host.hpp"
#include "tests/plugins/temporary_directory.hpp"

namespace signalbox {
namespace {

namespace fs = std::filesystem;

class ImagePlacesTest : public testing::Test {
 protected:
  ImagePlacesTest() {
    fs::create_directories(directory / "images/inner");
    fs::create_directories(directory / "other");
    for (const char* each : {"images/there.img", "images/inner/there.img", "other/there.img"}) {
      std::ofstream(directory / each) << std::string(512, 'x');
    }
  }

  // What becomes of a client's block-add, of a file that is there or of a new one.
  std::string add(const std::string& path) {
    const std::string file = path.starts_with('/') ? path : directory / path;
    const std::string reply =
        host.execute("block-add", R"({"id": "x", "file": ")" + file + R"(", "size": 512})");
    if (reply != "{}") return reply.substr(reply.find("': ") + 3);
    host.execute("block-del", R"({"device": "x"})");
    return "added";
  }

  void load(const std::string& configuration) { ASSERT_EQ(host.load("block", configuration), ""); }

  void load_with_root() { load(R"({"root": ")" + (directory / "images") + R"("})"); }

  void load_with_drive() {
    load(R"({"drive": {"id": "d", "file": ")" + (directory / "images/d.img") +
         R"(", "size": 512}})");
  }

  const TemporaryDirectory directory;
  FakeHost host;
  const std::string not_below = "it does not lie below a root of plugin block";
  const std::string not_configured =
      "a client may have the configured images and new files beside them; set root in plugin block";
};

TEST_F(ImagePlacesTest, AreBelowTheRoots) {
  load_with_root();

  for (const char* each : {"images/there.img", "images/new.img", "images/inner/there.img",
                           "images/inner/new.img", "other/../images/there.img"}) {
    EXPECT_EQ(add(each), "added") << each;
  }
}

TEST_F(ImagePlacesTest, AreNowhereElse) {
  load_with_root();

  for (const char* each :
       {"other/there.img", "other/new.img", "new.img", "images/../new.img",
        "images/inner/../../other/there.img", "images-beside.img", "/dev/full"}) {
    EXPECT_EQ(add(each), not_below) << each;
  }
  EXPECT_FALSE(fs::exists(directory / "other/new.img"));
}

TEST_F(ImagePlacesTest, AreWhereLinksLead) {
  fs::create_symlink("../other", directory / "images/link");
  fs::create_symlink(directory / "other/there.img", directory / "images/file.img");
  fs::create_symlink(directory / "other/absent.img", directory / "images/absent.img");
  fs::create_symlink("images", directory / "in");
  load_with_root();

  EXPECT_EQ(add("images/link/there.img"), not_below);
  EXPECT_EQ(add("images/link/new.img"), not_below);
  EXPECT_EQ(add("images/file.img"), not_below);
  EXPECT_EQ(add("images/absent.img"), "File exists");
  EXPECT_EQ(add("in/new.img"), "added");
  EXPECT_FALSE(fs::exists(directory / "other/absent.img"));
}

TEST_F(ImagePlacesTest, MayBeSeveralRoots) {
  load(R"({"root": [")" + (directory / "images") + R"(", ")" + (directory / "other") + R"("]})");

  EXPECT_EQ(add("images/new.img"), "added");
  EXPECT_EQ(add("other/there.img"), "added");
}

TEST_F(ImagePlacesTest, AreBesideTheConfiguredDrivesWithoutARoot) {
  load_with_drive();

  EXPECT_EQ(add("images/new.img"), "added");
  EXPECT_EQ(add("images/d.img"), "added");
  EXPECT_EQ(add("/dev/full"), "added");
  for (const char* each : {"images/there.img", "images/.new.img", "images/inner/new.img",
                           "other/new.img", "images/../other/new.img", "/etc/passwd"}) {
    EXPECT_EQ(add(each), not_configured) << each;
  }
}

// A FIFO is a slow disk, for who tests what waits for one.
TEST_F(ImagePlacesTest, MayBeFifosThatAreOnlyRead) {
  const std::string file = directory / "images/fifo";
  ASSERT_EQ(mkfifo(file.c_str(), 0600), 0);
  const int writer = open(file.c_str(), O_RDWR | O_CLOEXEC);  // so that who reads need not wait
  load_with_drive();
  const std::string asked = R"({"id": "x", "size": 512, "file": ")" + file + "\"";

  EXPECT_EQ(host.execute("block-add", asked + R"(, "readonly": true})"), "{}");
  host.execute("block-del", R"({"device": "x"})");
  EXPECT_NE(host.execute("block-add", asked + "}"), "{}");
  close(writer);
}

TEST_F(ImagePlacesTest, AreBelowTheWorkingDirectoryWithoutRootAndDrive) {
  const fs::path before = fs::current_path();
  fs::create_directories(directory / "images/.hidden");
  fs::current_path(std::string(directory / "images"));
  load("{}");

  EXPECT_EQ(add("images/new.img"), "added");
  EXPECT_EQ(add("images/inner/new.img"), "added");
  for (const char* each : {"images/there.img", "images/inner/there.img", "images/.new.img",
                           "images/.hidden/new.img", "other/new.img", "images/../other/new.img"}) {
    EXPECT_EQ(add(each), not_configured) << each;
  }
  fs::current_path(before);
}

TEST_F(ImagePlacesTest, AreNotBesideAConfiguredDevice) {
  load(R"({"drive": {"id": "d", "file": "/dev/full", "size": 512}})");

  EXPECT_EQ(add("/dev/shm-new.img"), not_configured);
}

TEST_F(ImagePlacesTest, AreNoFilesOfTheHost) {
  const auto own = [this](const std::string& name) {
    struct stat about {};
    ASSERT_EQ(stat((directory / name).c_str(), &about), 0);
    host.own_inodes.insert(about.st_ino);
  };
  load_with_root();
  own("images/there.img");
  own("images/inner");

  EXPECT_EQ(add("images/there.img"), "it is a file of this host");
  EXPECT_EQ(add("images/inner/new.img"), "it is a file of this host");
  EXPECT_EQ(add("images/new.img"), "added");
}

// The operator's own drives may be anywhere.
TEST_F(ImagePlacesTest, DoNotBindTheConfiguration) {
  load(R"({"root": ")" + (directory / "images") + R"(", "drive": {"id": "d", "file": ")" +
       (directory / "other/there.img") + R"("}})");
}

TEST_F(ImagePlacesTest, AreNoPathsThatCannotBeOpened) {
  const auto added = [this](const std::string& path, const std::string& more) {
    return host.execute("block-add", R"({"id": "x", "file": ")" + path + "\"" + more + "}");
  };
  const std::string of_name = std::string(300, 'x');
  const std::string before = fs::current_path();
  load_with_root();

  EXPECT_EQ(added("", ""), "GenericError: Could not open '': No such file or directory");
  EXPECT_EQ(added("", R"(, "size": 512)"),
            "GenericError: Could not create '': No such file or directory");
  EXPECT_EQ(added(directory / "images/new/", R"(, "size": 512)"),
            "GenericError: Could not create '" + (directory / "images/new/") +
                "': No such file or directory");
  EXPECT_EQ(added(of_name, R"(, "size": 512)"),
            "GenericError: Could not open '" + of_name + "': File name too long");
  fs::create_directory(directory / "gone");
  fs::current_path(directory / "gone");
  fs::remove(directory / "gone");
  EXPECT_NE(added("new.img", R"(, "size": 512)"), "{}");
  fs::current_path(before);
}

// A root that leads nowhere must not stand for all files.
TEST_F(ImagePlacesTest, AreNotEverywhereBelowARootThatCannotBeFollowed) {
  fs::create_symlink("loop", directory / "loop");
  const std::string of_name = directory / std::string(300, 'x');

  for (const std::string& each : {directory / "loop", of_name, std::string()}) {
    FakeHost refuses;
    EXPECT_EQ(refuses.load("block", R"({"root": ")" + each + R"("})"),
              "GenericError: root '" + each + "' of plugin block cannot be used: " +
                  (each.empty()      ? "Invalid argument"
                   : each == of_name ? "File name too long"
                                     : "Too many levels of symbolic links"));
  }
}

}  // namespace
}  // namespace signalbox
