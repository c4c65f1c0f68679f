// SPDX-License-Identifier: Apache-2.0
#include "host/machine_thread.hpp"

#include <latch>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "host/loop.hpp"
#include "tests/host/no_threads.hpp"

namespace signalbox {
namespace {

using Place = MachineThread::Place;

class MachineThreadTest : public testing::Test {
 protected:
  // Runs `begin` on the loop, and the loop until something stops it.
  void run(std::function<void()> begin) {
    loop_.post(std::move(begin));
    loop_.run();
  }

  Loop loop_;
  const std::string owner_ = "test";
  const std::string host_;  // no plugin's: the host's own
  int asked_ = 0;
  bool may_run_own_ = true;
  MachineThread thread_{loop_, [this] {
                          ++asked_;
                          return may_run_own_;
                        }};
};

TEST_F(MachineThreadTest, RunsACallAtOnceWhereNothingIsAheadOfIt) {
  bool ran = false;
  run([&] {
    thread_.submit(Place::loop, owner_, [&] { ran = thread_.is_inside(); });
    loop_.stop();
  });

  EXPECT_TRUE(ran);
}

TEST_F(MachineThreadTest, LetsWhatWasPostedGoFirstBeforeTheHostsOwnCalls) {
  int before_plugin = -1;
  int before_query = -1;
  int before_host = -1;
  run([&] {
    thread_.submit(Place::loop, owner_, [&] { before_plugin = asked_; });
    thread_.submit(
        Place::loop, host_, [&] { before_query = asked_; }, MachineThread::Order::any);
    thread_.submit(Place::loop, host_, [&] { before_host = asked_; });
    loop_.stop();
  });

  EXPECT_EQ(before_plugin, 0);
  EXPECT_EQ(before_query, 0);
  EXPECT_EQ(before_host, 1);
}

TEST_F(MachineThreadTest, TheHostsOwnCallsWaitUntilTheyMayRun) {
  std::vector<std::string> order;
  run([&] {
    may_run_own_ = false;
    thread_.submit(Place::loop, host_, [&] { order.push_back("host"); });
    thread_.submit(Place::loop, owner_, [&] { order.push_back("plugin"); });
    thread_.go_on();
    order.push_back("waits");
    may_run_own_ = true;
    thread_.go_on();
    loop_.stop();
  });

  EXPECT_EQ(order, (std::vector<std::string>{"waits", "host", "plugin"}));
  EXPECT_TRUE(thread_.is_idle());
}

TEST_F(MachineThreadTest, MakesCallsInOrderOnLoopAndWorker) {
  std::vector<int> order;
  run([&] {
    for (int i = 0; i < 100; ++i) {
      thread_.submit(i % 3 == 0 ? Place::worker : Place::loop, owner_,
                     [&order, i] { order.push_back(i); });
    }
    thread_.submit(Place::loop, owner_, [this] { loop_.stop(); });
  });

  ASSERT_EQ(order.size(), 100U);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(order[static_cast<std::size_t>(i)], i);
}

TEST_F(MachineThreadTest, TheLoopGoesOnWhileTheWorkerIsBusy) {
  std::latch may_end{1};
  std::thread::id worker;
  run([&] {
    thread_.submit(Place::worker, owner_, [&] {
      worker = std::this_thread::get_id();
      may_end.wait();
    });
    thread_.submit(Place::loop, owner_, [this] { loop_.stop(); });
    loop_.post([&] { may_end.count_down(); });  // would never come if the loop were held
  });

  EXPECT_NE(worker, std::this_thread::get_id());
}

TEST_F(MachineThreadTest, ACallMadeInsideACallWaitsForItsEnd) {
  std::vector<std::string> order;
  run([&] {
    thread_.submit(Place::loop, owner_, [&] {
      thread_.submit(Place::loop, owner_, [&] { order.push_back("inner"); });
      order.push_back("outer");
    });
    loop_.stop();
  });

  EXPECT_EQ(order, (std::vector<std::string>{"outer", "inner"}));
}

TEST(MachineThread, DropsWhatWaitsWhenItEnds) {
  Loop loop;
  const std::string owner = "test";
  std::latch entered{1};
  bool dropped_ran = false;
  bool finished = false;
  loop.post([&] {
    MachineThread thread(loop, [] { return true; });
    thread.submit(Place::worker, owner, [&] {
      entered.count_down();
      finished = true;
    });
    thread.submit(Place::loop, owner, [&] { dropped_ran = true; });
    entered.wait();
    // Destroyed here: the worker's call ends first.
  });
  loop.post([&] { loop.stop(); });
  loop.run();

  EXPECT_TRUE(finished);
  EXPECT_FALSE(dropped_ran);
}

TEST_F(MachineThreadTest, TheHostsOwnCallsRunOnTheLoopWhereNoThreadCanBeMade) {
  bool ran = false;
  run([&] {
    const NoThreads limit;
    EXPECT_FALSE(thread_.has_worker());
    thread_.submit(Place::worker, host_, [&] { ran = loop_.is_this_thread(); });
    loop_.stop();
  });

  EXPECT_TRUE(ran);
}

// A blocking call is not run on the loop, since it may wait for something that only the loop does.
TEST_F(MachineThreadTest, APluginsCallIsLeftOutWhereNoThreadCanBeMade) {
  std::vector<std::string> order;
  run([&] {
    const NoThreads limit;
    thread_.submit(Place::worker, owner_, [&] { order.push_back("blocks"); });
    thread_.submit(Place::loop, owner_, [&] { order.push_back("next"); });
    loop_.stop();
  });

  EXPECT_EQ(order, std::vector<std::string>{"next"});
}

TEST_F(MachineThreadTest, GoesOnBehindACallThatThrows) {
  bool ran = false;
  const auto fail = [] { throw std::runtime_error("no wings"); };
  run([&] {
    thread_.submit(Place::loop, owner_, fail);
    thread_.submit(Place::worker, owner_, fail);
    thread_.submit(Place::loop, owner_, [&] {
      ran = true;
      loop_.stop();
    });
  });

  EXPECT_TRUE(ran);
}

}  // namespace
}  // namespace signalbox
