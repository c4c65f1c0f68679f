// SPDX-License-Identifier: Apache-2.0
#include "tests/run_tests.hpp"

#include <cstdio>
#include <memory>

#include <gtest/gtest.h>

namespace signalbox {
namespace {

using testing::TestInfo;
using testing::TestSuite;
using testing::UnitTest;

constexpr int kSkipped = 77;  // SKIP_RETURN_CODE in tests/CMakeLists.txt

// GoogleTest's own output, but for tests that are skipped.
class Printer : public testing::TestEventListener {
 public:
  explicit Printer(testing::TestEventListener* google) : google_(google) {}

  void OnTestProgramStart(const UnitTest& all) override { google_->OnTestProgramStart(all); }
  void OnTestIterationStart(const UnitTest& all, int iteration) override {
    google_->OnTestIterationStart(all, iteration);
  }
  void OnEnvironmentsSetUpStart(const UnitTest& all) override {
    google_->OnEnvironmentsSetUpStart(all);
  }
  void OnEnvironmentsSetUpEnd(const UnitTest& all) override {
    google_->OnEnvironmentsSetUpEnd(all);
  }
  void OnTestCaseStart(const TestSuite& suite) override { google_->OnTestCaseStart(suite); }
  void OnTestStart(const TestInfo& test) override { google_->OnTestStart(test); }
  void OnTestDisabled(const TestInfo& test) override { google_->OnTestDisabled(test); }
  void OnTestPartResult(const testing::TestPartResult& part) override {
    google_->OnTestPartResult(part);
  }
  void OnTestEnd(const TestInfo& test) override {
    if (!test.result()->Skipped()) return google_->OnTestEnd(test);
    std::printf("skipped: %s.%s\n", test.test_suite_name(), test.name());
    std::fflush(stdout);
  }
  void OnTestCaseEnd(const TestSuite& suite) override { google_->OnTestCaseEnd(suite); }
  void OnEnvironmentsTearDownStart(const UnitTest& all) override {
    google_->OnEnvironmentsTearDownStart(all);
  }
  void OnEnvironmentsTearDownEnd(const UnitTest& all) override {
    google_->OnEnvironmentsTearDownEnd(all);
  }
  void OnTestIterationEnd(const UnitTest& all, int iteration) override {
    if (all.skipped_test_count() == 0) return google_->OnTestIterationEnd(all, iteration);
    std::printf("%d passed, %d failed, %d skipped\n", all.successful_test_count(),
                all.failed_test_count(), all.skipped_test_count());
    std::fflush(stdout);
  }
  void OnTestProgramEnd(const UnitTest& all) override { google_->OnTestProgramEnd(all); }

 private:
  const std::unique_ptr<testing::TestEventListener> google_;
};

}  // namespace

int run_tests(int count, char** words) {
  testing::InitGoogleTest(&count, words);
  testing::TestEventListeners& listeners = UnitTest::GetInstance()->listeners();
  listeners.Append(new Printer(listeners.Release(listeners.default_result_printer())));
  const int status = RUN_ALL_TESTS();
  if (status != 0) return status;
  return UnitTest::GetInstance()->skipped_test_count() > 0 ? kSkipped : 0;
}

}  // namespace signalbox
