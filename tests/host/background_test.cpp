// SPDX-License-Identifier: Apache-2.0
#include "host/background.hpp"

#include <future>
#include <latch>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "host/loop.hpp"
#include "tests/host/no_threads.hpp"

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

TEST(Background, DestroysWhatItIsGivenOnItsThread) {
  struct Tells {
    explicit Tells(std::promise<std::thread::id>* place) : where(place) {}
    Tells(const Tells&) = delete;
    Tells& operator=(const Tells&) = delete;
    ~Tells() { where->set_value(std::this_thread::get_id()); }

    std::promise<std::thread::id>* where;
  };
  Loop loop;
  Background background(loop);
  std::promise<std::thread::id> where;
  loop.post([&] {
    background.destroy(std::make_unique<Tells>(&where));
    loop.stop();
  });
  loop.run();

  EXPECT_NE(where.get_future().get(), std::this_thread::get_id());
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

TEST(Background, RunsJobsOnTheLoopWhereNoThreadCanBeMade) {
  Loop loop;
  Background background(loop);
  std::vector<std::string> order;
  loop.post([&] {
    const NoThreads limit;
    background.run([&] { order.push_back("run one"); }, [&] { order.push_back("done one"); });
    background.run([&] { order.push_back("run two"); },
                   [&] {
                     order.push_back("done two");
                     background.run(
                         [&] { order.push_back(loop.is_this_thread() ? "run here" : "run three"); },
                         [&] { loop.stop(); });
                   });
    order.push_back("later");
  });
  loop.run();

  EXPECT_EQ(order, (std::vector<std::string>{"later", "run one", "done one", "run two", "done two",
                                             "run three"}));
}

}  // namespace
}  // namespace signalbox
