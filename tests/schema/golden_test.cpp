// SPDX-License-Identifier: Apache-2.0
// Every schema in golden/ is wrong in one way and has its fault beside it; every schema in
// schemas/ has what is made of it in golden/NAME/. With SIGNALBOX_UPDATE_GOLDEN=1 in the
// environment the expectations are written instead of compared: see docs/schema.md.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "schema/check.hpp"
#include "schema/load.hpp"
#include "schema/outputs.hpp"

namespace signalbox::schema {
namespace {

namespace fs = std::filesystem;

const fs::path folder = SCHEMA_TESTS;

std::string contents_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Compares, or writes what will be compared with.
void expect_contents(const fs::path& path, const std::string& text) {
  if (std::getenv("SIGNALBOX_UPDATE_GOLDEN") != nullptr) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  ASSERT_TRUE(fs::exists(path)) << path;
  EXPECT_EQ(contents_of(path), text) << path;
}

std::vector<std::string> names_in(const fs::path& directory) {
  std::set<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
    if (entry.path().extension() == ".json") names.insert(entry.path().stem().string());
  }
  return {names.begin(), names.end()};
}

struct Result {
  Schema schema;
  std::string faults;
};

Result read(const fs::path& directory, const std::string& name) {
  const fs::path here = fs::current_path();
  fs::current_path(directory);  // so that faults name the file alone
  Sources sources;
  Faults faults;
  Result result{checked(load(name + ".json", {}, sources, faults), faults), {}};
  fs::current_path(here);
  std::ostringstream out;
  faults.print(out, sources);
  result.faults = out.str();
  return result;
}

class FaultySchema : public testing::TestWithParam<std::string> {};

TEST_P(FaultySchema, IsRefusedWithItsFaultAndPlace) {
  const Result result = read(folder / "golden", GetParam());

  EXPECT_NE(result.faults, "");
  expect_contents(folder / "golden" / (GetParam() + ".err"), result.faults);
}

INSTANTIATE_TEST_SUITE_P(Golden, FaultySchema, testing::ValuesIn(names_in(folder / "golden")),
                         [](const auto& test) { return test.param; });

class GoodSchema : public testing::TestWithParam<std::string> {};

TEST_P(GoodSchema, BecomesTheFilesBesideIt) {
  const Result result = read(folder / "schemas", GetParam());

  ASSERT_EQ(result.faults, "");
  std::set<std::string> written;
  for (const Output& output : outputs_of({result.schema, GetParam(), GetParam() + ".json"})) {
    expect_contents(folder / "golden" / GetParam() / output.name, output.text);
    written.insert(output.name);
  }
  for (const auto& entry : fs::directory_iterator(folder / "golden" / GetParam())) {
    EXPECT_TRUE(written.contains(entry.path().filename().string())) << entry.path();
  }
}

INSTANTIATE_TEST_SUITE_P(Golden, GoodSchema, testing::ValuesIn(names_in(folder / "schemas")),
                         [](const auto& test) { return test.param; });

}  // namespace
}  // namespace signalbox::schema
