// SPDX-License-Identifier: Apache-2.0
#include "plugins/legacy/virtual_machine.hpp"

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace {

// A machine, and what it said.
class VirtualMachineTest : public testing::Test {
 protected:
  VirtualMachineTest() { start(RS_RUNNING); }

  void start(RunState state) {
    machine = std::make_unique<VirtualMachine>(state);
    MachineEvents& events = machine->events();
    stop_event_connect(
        &events.stop, [](void* test) { hear(test, "STOP"); }, this);
    resume_event_connect(
        &events.resume, [](void* test) { hear(test, "RESUME"); }, this);
    reset_event_connect(
        &events.reset, [](void* test) { hear(test, "RESET"); }, this);
    shutdown_event_connect(
        &events.shutdown, [](void* test) { hear(test, "SHUTDOWN"); }, this);
    powerdown_event_connect(
        &events.powerdown, [](void* test) { hear(test, "POWERDOWN"); }, this);
    watchdog_event_connect(
        &events.watchdog, [](WatchdogAction, void* test) { hear(test, "WATCHDOG"); }, this);
    rtc_change_event_connect(
        &events.rtc_change,
        [](std::int64_t offset, void* test) { hear(test, "RTC " + std::to_string(offset)); }, this);
    block_io_event_connect(
        &events.block_io,
        [](const char* device, BlockIOOperation, BlockIOAction, void* test) {
          hear(test, std::string("BLOCK_IO_ERROR ") + device);
        },
        this);
  }

  static void hear(void* opaque, const std::string& text) {
    auto& test = *static_cast<VirtualMachineTest*>(opaque);
    const std::lock_guard lock(test.mutex);
    test.heard.push_back(text);
  }

  using Texts = std::vector<std::string>;
  std::mutex mutex;
  Texts heard;
  std::unique_ptr<VirtualMachine> machine;
};

TEST_F(VirtualMachineTest, StopsOnce) {
  machine->stop(RS_PAUSED);
  machine->stop(RS_WATCHDOG);

  EXPECT_EQ(heard, (Texts{"STOP"}));
  EXPECT_EQ(machine->state(), RS_PAUSED);
}

TEST_F(VirtualMachineTest, ResumesOnlyWhenItStands) {
  machine->resume();
  EXPECT_EQ(heard, Texts{});

  machine->stop(RS_PAUSED);
  machine->resume();
  EXPECT_EQ(heard, (Texts{"STOP", "RESUME"}));
  EXPECT_EQ(machine->state(), RS_RUNNING);
}

TEST_F(VirtualMachineTest, RunsOnAfterAReset) {
  machine->reset();

  EXPECT_EQ(heard, (Texts{"RESET"}));
  EXPECT_EQ(machine->state(), RS_RUNNING);
}

// QEMU 7.2: stop, system_reset, query-status gives "prelaunch".
TEST_F(VirtualMachineTest, IsBeforeItsLaunchWhenResetWhileItStands) {
  machine->stop(RS_IO_ERROR);
  machine->reset();

  EXPECT_EQ(machine->state(), RS_PRELAUNCH);
}

TEST_F(VirtualMachineTest, DoesNotRunAgainAfterItsEnd) {
  machine->shut_down();
  machine->resume();
  machine->stop(RS_PAUSED);

  EXPECT_EQ(heard, (Texts{"SHUTDOWN"}));
  EXPECT_EQ(machine->state(), RS_SHUTDOWN);
}

TEST_F(VirtualMachineTest, StopsAfterTheRequestThatStopsIt) {
  machine->fail_request("disk0", BIOO_WRITE, BIOA_REPORT);
  machine->fail_request("disk0", BIOO_WRITE, BIOA_STOP);
  machine->fail_request("disk1", BIOO_READ, BIOA_STOP);

  EXPECT_EQ(heard, (Texts{"BLOCK_IO_ERROR disk0", "BLOCK_IO_ERROR disk0", "STOP",
                          "BLOCK_IO_ERROR disk1"}));
  EXPECT_EQ(machine->state(), RS_IO_ERROR);
}

TEST_F(VirtualMachineTest, FollowsItsWatchdog) {
  const std::vector<std::pair<WatchdogAction, Texts>> cases = {
      {WA_RESET, {"WATCHDOG", "RESET"}}, {WA_SHUTDOWN, {"WATCHDOG", "SHUTDOWN"}},
      {WA_POWEROFF, {"WATCHDOG"}},       {WA_PAUSE, {"WATCHDOG", "STOP"}},
      {WA_DEBUG, {"WATCHDOG"}},          {WA_NONE, {"WATCHDOG"}}};

  for (const auto& [action, expected] : cases) {
    start(RS_RUNNING);
    heard.clear();
    machine->expire_watchdog(action);
    EXPECT_EQ(heard, expected) << action;
  }
}

TEST_F(VirtualMachineTest, TellsOfItsClockAndOfARequestToPowerDown) {
  machine->set_clock(-3600);
  machine->power_down();

  EXPECT_EQ(heard, (Texts{"RTC -3600", "POWERDOWN"}));
  EXPECT_EQ(machine->state(), RS_RUNNING);
}

TEST_F(VirtualMachineTest, TellsATransitionOfASlotAfterTheEventOfThatSlot) {
  stop_event_connect(
      &machine->events().stop,
      [](void* stopped) { static_cast<VirtualMachine*>(stopped)->resume(); }, machine.get());
  stop_event_connect(
      &machine->events().stop, [](void* test) { hear(test, "STOP, later slot"); }, this);

  machine->stop(RS_PAUSED);

  EXPECT_EQ(heard, (Texts{"STOP", "STOP, later slot", "RESUME"}));
}

TEST_F(VirtualMachineTest, TellsInTheOrderOfTheTransitionsWhicheverThreadsMakeThem) {
  constexpr std::size_t transitions = 200;
  std::atomic<bool> enough = false;
  {
    const std::jthread stopping([&] {
      while (!enough) {
        machine->stop(RS_PAUSED);
        std::this_thread::yield();
      }
    });
    const std::jthread resuming([&] {
      while (!enough) {
        machine->resume();
        const std::lock_guard lock(mutex);
        enough = heard.size() >= transitions;
        std::this_thread::yield();
      }
    });
  }

  for (std::size_t i = 0; i < heard.size(); ++i) {
    ASSERT_EQ(heard[i], i % 2 == 0 ? "STOP" : "RESUME") << i;
  }
  EXPECT_EQ(machine->state(), heard.size() % 2 == 0 ? RS_RUNNING : RS_PAUSED);
}

}  // namespace
