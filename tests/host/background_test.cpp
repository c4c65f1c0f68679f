// SPDX-License-Identifier: Apache-2.0
#include "host/background.hpp"

#include <latch>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "host/loop.hpp"

namespace signalbox {
namespace {

TEST(Background, RunsJobsInOrderBesideTheLoop) {
  Loop loop;
  Background background(loop);
  std::latch may_end{1};
  std::vector<std::string> order;
  std::thread::id worker;
  loop.post([&] {
    background.run(
        [&] {
          may_end.wait();
          worker = std::this_thread::get_id();
        },
        [&] { order.push_back("first"); });
    background.run([] {},
                   [&] {
                     order.push_back("second");
                     EXPECT_TRUE(loop.is_this_thread());
                     loop.stop();
                   });
    loop.post([&] { may_end.count_down(); });  // would never come if the loop were held
  });
  loop.run();

  EXPECT_EQ(order, (std::vector<std::string>{"first", "second"}));
  EXPECT_NE(worker, std::this_thread::get_id());
}

TEST(Background, DropsWhatWaitsWhenItEnds) {
  Loop loop;
  std::latch entered{1};
  bool is_told = false;
  loop.post([&] {
    Background background(loop);
    background.run([&] { entered.count_down(); }, [&] { is_told = true; });
    entered.wait();
    // Destroyed here, with the job done at most.
  });
  loop.post([&] { loop.stop(); });
  loop.run();

  EXPECT_FALSE(is_told);
}

}  // namespace
}  // namespace signalbox
