// SPDX-License-Identifier: Apache-2.0
// The program as a build uses it.
#include <sys/wait.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

namespace {

namespace fs = std::filesystem;

struct Outcome {
  int status;
  std::string output;  // both streams
};

Outcome qmpc(const std::string& arguments) {
  const std::string command = std::string(QMPC) + " " + arguments + " 2>&1";
  FILE* pipe = popen(command.c_str(), "r");
  std::string output;
  std::array<char, 4096> buffer;
  while (const std::size_t count = fread(buffer.data(), 1, buffer.size(), pipe)) {
    output.append(buffer.data(), count);
  }
  return {WEXITSTATUS(pclose(pipe)), output};
}

class Qmpc : public testing::Test {
 protected:
  Qmpc() {
    std::string name = (fs::temp_directory_path() / "qmpc-XXXXXX").string();
    folder = mkdtemp(name.data());
  }
  ~Qmpc() override { fs::remove_all(folder); }

  std::string write(const std::string& name, const std::string& text) const {
    fs::create_directories((folder / name).parent_path());
    std::ofstream(folder / name) << text;
    return (folder / name).string();
  }

  fs::path folder;
};

TEST_F(Qmpc, WarmRunRewritesNoFile) {
  const std::string schema = write("s.json", "{ 'DiskEvent': { 'name': 'str' } }\n");
  const std::string arguments = "--name disk --output " + folder.string() + " " + schema;
  ASSERT_EQ(qmpc(arguments).status, 0);
  const auto long_ago = fs::file_time_type::clock::now() - std::chrono::hours(1);
  for (const auto& entry : fs::directory_iterator(folder / "disk")) {
    fs::last_write_time(entry, long_ago);
  }

  ASSERT_EQ(qmpc(arguments).status, 0);

  for (const auto& entry : fs::directory_iterator(folder / "disk")) {
    EXPECT_EQ(fs::last_write_time(entry), long_ago) << entry.path();
  }
}

TEST_F(Qmpc, ChangedSchemaRewritesWhatChanges) {
  const std::string arguments =
      "--name disk --output " + folder.string() + " " + write("s.json", "{ 'Disk': [ 'a' ] }\n");
  ASSERT_EQ(qmpc(arguments).status, 0);
  const auto long_ago = fs::file_time_type::clock::now() - std::chrono::hours(1);
  for (const auto& entry : fs::directory_iterator(folder / "disk")) {
    fs::last_write_time(entry, long_ago);
  }
  write("s.json", "{ 'Disk': [ 'a', 'b' ] }\n");

  ASSERT_EQ(qmpc(arguments).status, 0);

  EXPECT_NE(fs::last_write_time(folder / "disk/qmp_types.h"), long_ago);
  EXPECT_EQ(fs::last_write_time(folder / "disk/qmp_events.h"), long_ago);
}

TEST_F(Qmpc, CheckWritesNothing) {
  const std::string schema = write("s.json", "{ 'Disk': [ 'a' ] }\n");

  const Outcome run = qmpc("--check --name disk --output " + folder.string() + " " + schema);

  EXPECT_EQ(run.status, 0);
  EXPECT_EQ(run.output, "");
  EXPECT_FALSE(fs::exists(folder / "disk"));
}

TEST_F(Qmpc, AFaultySchemaWritesNothingAndExitsWithOne) {
  const std::string schema = write("s.json", "{ 'disk': [ 'a' ] }\n");

  const Outcome run = qmpc("--name disk --output " + folder.string() + " " + schema);

  EXPECT_EQ(run.status, 1);
  EXPECT_EQ(run.output, schema + ":1:3: error: the type name 'disk' is not CamelCase\n");
  EXPECT_FALSE(fs::exists(folder / "disk"));
}

TEST_F(Qmpc, IncludesAreFoundBesideTheFileThenWithTheOptionI) {
  write("near/types.json", "{ 'Disk': [ 'near' ] }\n");
  write("far/types.json", "{ 'Disk': [ 'far' ] }\n");
  write("far/more.json", "{ 'Plate': { 'disk': 'Disk' } }\n");
  const std::string schema =
      write("near/s.json", "{ 'include': 'types.json' }\n{ 'include': 'more.json' }\n");

  EXPECT_EQ(qmpc("--check " + schema).output,
            schema + ":2:14: error: the file 'more.json' is not there\n");
  EXPECT_EQ(qmpc("--check -I " + (folder / "far").string() + " " + schema).output, "");
}

TEST_F(Qmpc, AFaultInAnIncludedFileNamesThatFile) {
  const std::string included = write("types.json", "{ 'disk': [ 'a' ] }\n");
  const std::string schema = write("s.json", "{ 'include': 'types.json' }\n");

  EXPECT_EQ(qmpc("--check " + schema).output,
            included + ":1:3: error: the type name 'disk' is not CamelCase\n");
}

TEST_F(Qmpc, ASchemaThatIncludesItselfIsReadOnce) {
  const std::string schema = write("s.json", "{ 'include': 's.json' }\n{ 'Disk': [ 'a' ] }\n");

  EXPECT_EQ(qmpc("--check " + schema).output, "");
}

TEST_F(Qmpc, TheDepfileNamesAllThatWasRead) {
  const std::string included = write("types.json", "{ 'Disk': [ 'a' ] }\n");
  const std::string schema = write("s.json", "{ 'include': 'types.json' }\n");
  const std::string depfile = (folder / "s.d").string();

  ASSERT_EQ(qmpc("--name disk --output " + folder.string() + " --depfile " + depfile + " " + schema)
                .status,
            0);

  std::ifstream file(depfile);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(text, (folder / "disk/qmp_types.h").string() + ": \\\n  " + schema + " \\\n  " +
                      included + "\n");
}

TEST_F(Qmpc, AFileThatCannotBeReadExitsWithTwo) {
  const std::string missing = (folder / "s.json").string();

  const Outcome run = qmpc("--check " + missing);

  EXPECT_EQ(run.status, 2);
  EXPECT_EQ(run.output, "qmpc: " + missing + ": No such file or directory\n");
}

TEST_F(Qmpc, AFolderThatCannotBeMadeExitsWithTwo) {
  const std::string schema = write("s.json", "{ 'Disk': [ 'a' ] }\n");

  const Outcome run = qmpc("--name disk --output " + schema + " " + schema);

  EXPECT_EQ(run.status, 2);
  EXPECT_NE(run.output.find(schema), std::string::npos);
}

TEST_F(Qmpc, ANameOrACheckIsNeeded) {
  EXPECT_GT(qmpc(write("s.json", "")).status, 2);
  EXPECT_GT(qmpc("--name Disk " + write("s.json", "")).status, 2);
}

TEST_F(Qmpc, TellsItsUseAndItsVersion) {
  EXPECT_NE(qmpc("--help").output.find("--check"), std::string::npos);
  EXPECT_TRUE(qmpc("--version").output.starts_with("qmpc "));
}

}  // namespace
