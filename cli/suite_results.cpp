// SPDX-License-Identifier: Apache-2.0
#include "cli/suite_results.hpp"

#include <fstream>
#include <iterator>
#include <set>
#include <system_error>

namespace signalbox::cli {

namespace fs = std::filesystem;

namespace {

// More than this of what a suite has printed is not looked at for TAP.
constexpr std::size_t kMaxOutput = 64 << 20;

std::string text_of(const fs::path& file) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(file, error);
  if (error || size > kMaxOutput) return {};
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TestResults suite_results(const fs::path& directory, const fs::path& output) {
  std::set<fs::path> files;
  std::error_code error;
  for (fs::recursive_directory_iterator each(directory, error), end; !error && each != end;
       each.increment(error)) {
    if (each->path().extension() == ".xml" && each->is_regular_file(error)) {
      files.insert(each->path());
    }
  }
  TestResults results;
  for (const fs::path& file : files) {
    try {
      for (TestResult& each : read_junit(text_of(file))) results.push_back(std::move(each));
    } catch (const TestResultsError& failure) {
      results.push_back({file.filename().string(), TestResult::Outcome::failed,
                         std::string("cannot be read as JUnit XML: ") + failure.what()});
    }
  }
  const std::string printed = text_of(output);
  if (!looks_like_tap(printed)) return results;
  for (TestResult& each : read_tap(printed)) results.push_back(std::move(each));
  return results;
}

}  // namespace signalbox::cli
