// SPDX-License-Identifier: Apache-2.0
#include "host/plugin_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/plugin_probe.hpp"
#include "host/plugin_search.hpp"
#include "tests/host/private_directory.hpp"

namespace signalbox {
namespace {

namespace fs = std::filesystem;

fs::path rogue(const std::string& name) {
  return fs::path(ROGUE_DIRECTORY) / (name + ".so");
}

class PluginFiles : public testing::Test {
 protected:
  void SetUp() override { fs::permissions(directory_.path(), fs::perms(0755)); }

  // A copy of a plugin that a test may spoil.
  fs::path copy_of(const std::string& name) const {
    fs::copy_file(rogue(name), directory_.path() / (name + ".so"));
    fs::permissions(directory_.path() / (name + ".so"), fs::perms(0644));
    return directory_.path() / (name + ".so");
  }

  static PluginFile opened(const fs::path& file) {
    return PluginFile(file, PluginFile::Share::yes, SIGNALBOXD);
  }

  // What is said about a file, without its directory's name.
  std::string refusal_of(const fs::path& file) const {
    try {
      opened(file);
    } catch (const PluginRefused& refusal) {
      const std::string text = refusal.what();
      const std::string prefix = file.parent_path().string() + "/";
      EXPECT_TRUE(text.starts_with(prefix)) << text;
      return text.substr(prefix.size());
    }
    return "not refused";
  }

  // How many private copies of a plugin there are in this process.
  static int mappings_of(const std::string& name) {
    std::ifstream maps("/proc/self/maps");
    int count = 0;
    for (std::string line; std::getline(maps, line);) {
      count += line.ends_with("/" + name + ".so") ? 1 : 0;
    }
    return count;
  }

  PrivateDirectory directory_;
};

TEST_F(PluginFiles, GiveTheEntryOfASoundPlugin) {
  const fs::path file = copy_of("sound");

  const PluginFile plugin = opened(file);

  EXPECT_STREQ(plugin.entry().name, "rogue");
  EXPECT_EQ(plugin.origin(), file);
}

TEST_F(PluginFiles, AreGoneOnceClosed) {
  PluginFile plugin = opened(copy_of("sound"));
  ASSERT_GT(mappings_of("sound"), 0);

  EXPECT_TRUE(plugin.close());
  EXPECT_EQ(mappings_of("sound"), 0);
}

TEST_F(PluginFiles, TellThatPinnedCodeStays) {
  PluginFile plugin = opened(copy_of("pinned"));

  EXPECT_FALSE(plugin.close());
}

TEST_F(PluginFiles, AreMappedOnceForAllThatLoadTheSame) {
  const fs::path file = copy_of("sound");
  PluginFile one = opened(file);
  PluginFile other = opened(file);
  EXPECT_EQ(&one.entry(), &other.entry());

  EXPECT_TRUE(one.close());
  EXPECT_STREQ(other.entry().name, "rogue");
  EXPECT_TRUE(other.close());
  EXPECT_EQ(mappings_of("sound"), 0);
}

TEST_F(PluginFiles, AreMappedAgainForWhoDoesNotShare) {
  const fs::path file = copy_of("sound");
  const PluginFile one = opened(file);
  const PluginFile other(file, PluginFile::Share::no, SIGNALBOXD);

  EXPECT_NE(&one.entry(), &other.entry());
}

TEST_F(PluginFiles, AreMappedAgainWhenAnythingInThemHasChanged) {
  const fs::path file = copy_of("sound");
  const PluginFile one = opened(file);
  std::ofstream(file, std::ios::app) << '\0';  // the linker does not mind
  const PluginFile other = opened(file);

  EXPECT_NE(&one.entry(), &other.entry());
}

TEST_F(PluginFiles, AreNotSharedByWhoMayNotTrustThem) {
  const fs::path file = copy_of("sound");
  const PluginFile one = opened(file);
  fs::permissions(file, fs::perms(0666));

  EXPECT_THAT(refusal_of(file), testing::HasSubstr("can be written to by others"));
}

TEST_F(PluginFiles, OutliveTheFileInTheDirectory) {
  const fs::path file = copy_of("sound");
  const PluginFile plugin = opened(file);

  fs::resize_file(file, 0);
  fs::remove(file);

  EXPECT_STREQ(plugin.entry().schema->introspection, "[]");
}

TEST_F(PluginFiles, LeaveNothingInTheTemporaryDirectory) {
  const PrivateDirectory temporary;
  setenv("TMPDIR", temporary.path().c_str(), 1);

  { const PluginFile plugin = opened(copy_of("sound")); }
  refusal_of(copy_of("null_create"));

  EXPECT_TRUE(fs::is_empty(temporary.path()));
  unsetenv("TMPDIR");
}

TEST_F(PluginFiles, AreRefusedWhenOthersMayWriteToThem) {
  const fs::path file = copy_of("sound");
  fs::permissions(file, fs::perms(0664));

  EXPECT_EQ(refusal_of(file),
            "sound.so: the file can be written to by others, run chmod go-w on it");
}

TEST_F(PluginFiles, AreRefusedWhenOthersMayWriteToTheirDirectory) {
  const fs::path file = copy_of("sound");
  fs::permissions(directory_.path(), fs::perms(0777));

  EXPECT_EQ(refusal_of(file),
            "sound.so: its directory can be written to by others, run chmod go-w on it");
}

TEST_F(PluginFiles, AreRefusedWhenALinkLeadsToAnOpenDirectory) {
  const PrivateDirectory open;
  fs::rename(copy_of("sound"), open.path() / "sound.so");
  fs::permissions(open.path(), fs::perms(0777));
  fs::create_symlink(open.path() / "sound.so", directory_.path() / "link.so");

  EXPECT_EQ(refusal_of(directory_.path() / "link.so"),
            "link.so: its directory can be written to by others, run chmod go-w on it");
}

TEST_F(PluginFiles, AreRefusedWhenTheyBelongToSomebodyElse) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  const fs::path file = copy_of("sound");
  ASSERT_EQ(chown(file.c_str(), 65534, 65534), 0);

  EXPECT_EQ(refusal_of(file),
            "sound.so: the file belongs to user 65534, give it to root or to the user that runs "
            "this program");
}

TEST_F(PluginFiles, AreRefusedWhenTheyAreText) {
  const fs::path file = directory_.write("text.so", "this is no shared object");

  EXPECT_EQ(refusal_of(file), "text.so: is not an ELF file");
}

TEST_F(PluginFiles, AreRefusedWhenTheyAreCutShort) {
  const fs::path file = copy_of("sound");
  fs::resize_file(file, 4096);

  EXPECT_TRUE(refusal_of(file).starts_with("sound.so: "));
}

TEST_F(PluginFiles, AreRefusedWhenTheyAreNotThere) {
  EXPECT_EQ(refusal_of(directory_.path() / "absent.so"),
            "absent.so: cannot be read: No such file or directory");
}

TEST_F(PluginFiles, AreRefusedWhenTheyAreDirectories) {
  fs::create_directory(directory_.path() / "directory.so");

  EXPECT_EQ(refusal_of(directory_.path() / "directory.so"), "directory.so: is not a file");
}

TEST_F(PluginFiles, AreRefusedWhenNothingCanTryThem) {
  EXPECT_THROW(PluginFile(copy_of("sound"), PluginFile::Share::yes, directory_.path() / "absent"),
               PluginRefused);
}

TEST_F(PluginFiles, AreRefusedWhenMappingThemTakesTooLong) {
  const fs::path file = rogue("hangs");

  EXPECT_THROW(probe_plugin(SIGNALBOXD, file, file, std::chrono::milliseconds(50)), PluginRefused);
}

struct Fault {
  const char* rogue;
  const char* refusal;
};

class RoguePlugin : public PluginFiles, public testing::WithParamInterface<Fault> {};

TEST_P(RoguePlugin, IsRefusedInOneLine) {
  const fs::path file = copy_of(GetParam().rogue);

  EXPECT_EQ(refusal_of(file), std::string(GetParam().rogue) + ".so: " + GetParam().refusal);
}

INSTANTIATE_TEST_SUITE_P(
    All, RoguePlugin,
    testing::Values(
        Fault{"no_entry", "is not a plugin: it does not export signalbox_plugin_entry"},
        Fault{"other_major",
              "is built for plugin ABI 2, this host has 1; rebuild it with this host's SDK"},
        Fault{"newer_minor",
              "needs plugin ABI 1.2, this host gives 1.1; use a newer host, or rebuild it with "
              "this host's SDK"},
        Fault{"null_create", "its entry lacks 'create', set it in the plugin"},
        Fault{"null_schema", "its entry lacks 'schema', set it in the plugin"},
        Fault{"chatty", "its entry lacks 'create', set it in the plugin"},
        Fault{"capital_name",
              "its name 'Rogue' is not lower case letters, digits and hyphens; rename it in the "
              "plugin"},
        Fault{"bad_introspection",
              "its schema does not parse: incomplete JSON; rebuild it with this host's qmpc"},
        Fault{"nameless_introspection",
              "its schema does not parse: an element is not an object with a name; rebuild it "
              "with this host's qmpc"},
        Fault{"missing_symbol",
              "cannot be loaded: missing_symbol.so: undefined symbol: function_of_nobody"},
        Fault{"missing_library",
              "cannot be loaded: libabsent.so: cannot open shared object file: No such file or "
              "directory"},
        Fault{"aborts",
              "loading it ends the process with SIGABRT (Aborted); look at its static "
              "constructors"},
        Fault{"exits",
              "loading it ends the process with exit status 0; look at its static constructors"}),
    [](const auto& each) { return std::string(each.param.rogue); });

TEST_F(PluginFiles, AreFoundInTheFirstDirectoryThatHasThem) {
  const PrivateDirectory first;
  const fs::path file = copy_of("sound");

  EXPECT_EQ(find_plugin("sound", {first.path(), directory_.path()}), file);
}

TEST_F(PluginFiles, ThatAreNotFoundAreNamedWithThePlacesLookedAt) {
  try {
    find_plugin("blok", {"/one", "/two"});
    FAIL() << "found";
  } catch (const PluginRefused& refusal) {
    EXPECT_STREQ(refusal.what(), "there is no blok.so in /one, /two");
  }
}

TEST_F(PluginFiles, AreNotFoundOutsideTheDirectories) {
  EXPECT_THROW(find_plugin("../sound", {directory_.path()}), PluginRefused);
}

TEST_F(PluginFiles, AreRefusedWhenTheyAreHuge) {
  const fs::path file = copy_of("sound");
  fs::resize_file(file, (std::uintmax_t{256} << 20) + 1);

  EXPECT_EQ(refusal_of(file), "sound.so: has 268435457 bytes, and a plugin may have 268435456");
}

// Programs that clean the directory for temporary files remove what was not used for some days.
TEST_F(PluginFiles, AreTakenWhenEarlierCopiesWereRemoved) {
  const fs::path file = copy_of("sound");
  const fs::path temporary = directory_.path() / "tmp";
  fs::create_directory(temporary);
  const char* const before = getenv("TMPDIR");
  setenv("TMPDIR", temporary.c_str(), 1);
  {
    const PluginFile first = opened(file);
    fs::remove_all(temporary);
    fs::create_directory(temporary);
    const PluginFile second = opened(copy_of("pinned"));
    EXPECT_FALSE(fs::is_empty(temporary));
  }
  EXPECT_TRUE(fs::is_empty(temporary));
  before == nullptr ? unsetenv("TMPDIR") : setenv("TMPDIR", before, 1);
}

}  // namespace
}  // namespace signalbox
