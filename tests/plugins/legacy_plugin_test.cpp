// SPDX-License-Identifier: Apache-2.0
// The plugin legacy as a host has it: a shared object that is spoken to by name and in JSON.
#include "tests/plugins/fake_host.hpp"

namespace signalbox {
namespace {

using Texts = std::vector<std::string>;

class LegacyPluginTest : public testing::Test {
 protected:
  // Loads the plugin and hears all of its events.
  void load(const std::string& configuration = "{}", const char* saved = nullptr) {
    ASSERT_EQ(host.load("legacy", configuration, saved), "");
    for (const char* accessor : accessors) ASSERT_EQ(host.hear(accessor), "");
  }

  std::string status() { return host.execute("query-status"); }

  static constexpr const char* accessors[] = {"shutdown-event",
                                              "reset-event",
                                              "powerdown-event",
                                              "stop-event",
                                              "resume-event",
                                              "vnc-connected-event",
                                              "vnc-initialized-event",
                                              "vnc-disconnected-event",
                                              "block-io-event",
                                              "rtc-change-event",
                                              "watchdog-event",
                                              "spice-connected-event",
                                              "spice-initialized-event",
                                              "spice-disconnected-event"};
  FakeHost host;
};

TEST_F(LegacyPluginTest, RunsFromTheStart) {
  load();

  EXPECT_EQ(status(), R"({"status": "running", "singlestep": false, "running": true})");
}

TEST_F(LegacyPluginTest, IsBeforeItsLaunchIfTheConfigurationSaysPaused) {
  load(R"({"paused": "true"})");

  EXPECT_EQ(status(), R"({"status": "prelaunch", "singlestep": false, "running": false})");
}

TEST_F(LegacyPluginTest, TellsOfATransitionBeforeItReplies) {
  load();

  EXPECT_EQ(host.execute("stop"), "{}");
  host.execute("stop");
  host.execute("cont");
  host.execute("cont");
  host.execute("system_reset");
  host.execute("system_powerdown");
  EXPECT_EQ(host.execute("quit"), "{}");

  EXPECT_EQ(host.seen_texts(), (Texts{"STOP", "reply stop", "reply stop", "RESUME", "reply cont",
                                      "reply cont", "RESET", "reply system_reset", "POWERDOWN",
                                      "reply system_powerdown", "SHUTDOWN", "reply quit"}));
  EXPECT_TRUE(host.ended());
}

TEST_F(LegacyPluginTest, SaysTheNameThatItWasGiven) {
  load(R"({"name": "demo"})");

  EXPECT_EQ(host.execute("query-name"), R"({"name": "demo"})");
}

TEST_F(LegacyPluginTest, HasNoNameUnlessItWasGivenOne) {
  load();

  EXPECT_EQ(host.execute("query-name"), "{}");
}

TEST_F(LegacyPluginTest, RefusesToPauseAMigrationInQemusWords) {
  load();

  EXPECT_EQ(host.execute("migrate-pause"),
            "GenericError: migrate-pause is currently only supported during postcopy-active state");
}

TEST_F(LegacyPluginTest, TellsOfItsClock) {
  load();

  host.execute("rtc-set", R"({"offset": 78})");

  EXPECT_EQ(host.seen_texts(), (Texts{R"(RTC_CHANGE {"offset": 78})", "reply rtc-set"}));
}

TEST_F(LegacyPluginTest, ActsOnceWhenTheWatchdogRunsOut) {
  load();
  host.execute("watchdog-set-action", R"({"action": "pause"})");
  host.execute("watchdog-arm", R"({"seconds": 1.5})");
  ASSERT_EQ(host.timers().size(), 1U);
  EXPECT_EQ(host.timers().front().milliseconds, 1500U);
  host.seen();

  host.run_out();

  EXPECT_EQ(host.seen_texts(), (Texts{R"(WATCHDOG {"action": "pause"})", "STOP"}));
  EXPECT_EQ(status(), R"({"status": "watchdog", "singlestep": false, "running": false})");
  EXPECT_TRUE(host.timers().empty());
}

TEST_F(LegacyPluginTest, EndsTheMachineByTheWatchdogWithAndWithoutSayingSo) {
  load(R"({"watchdog-action": "poweroff"})");
  host.execute("watchdog-arm", R"({"seconds": 1})");
  host.seen();

  host.run_out();

  EXPECT_EQ(host.seen_texts(), (Texts{R"(WATCHDOG {"action": "poweroff"})"}));
  EXPECT_TRUE(host.ended());
}

TEST_F(LegacyPluginTest, GivesAKickedWatchdogItsWholeTimeAgain) {
  load();
  host.execute("watchdog-arm", R"({"seconds": 2})");

  EXPECT_EQ(host.execute("watchdog-kick"), "{}");

  ASSERT_EQ(host.timers().size(), 1U);
  EXPECT_EQ(host.timers().front().number, 2U);
  EXPECT_EQ(host.timers().front().milliseconds, 2000U);
}

TEST_F(LegacyPluginTest, StartsAWatchdogAnewThatRunsOutWhileTheMachineStands) {
  load();
  host.execute("watchdog-arm", R"({"seconds": 2})");
  host.execute("stop");
  host.seen();

  host.run_out();

  EXPECT_EQ(host.seen_texts(), Texts{});
  EXPECT_EQ(host.timers().size(), 1U);
}

TEST_F(LegacyPluginTest, DisarmsTheWatchdogWhenToldAndByAReset) {
  load();
  host.execute("watchdog-arm", R"({"seconds": 2})");
  host.execute("watchdog-disarm");
  EXPECT_TRUE(host.timers().empty());

  host.execute("watchdog-arm", R"({"seconds": 2})");
  host.execute("system_reset");
  EXPECT_TRUE(host.timers().empty());
}

TEST_F(LegacyPluginTest, RefusesAWatchdogThatCannotBe) {
  load();

  EXPECT_EQ(host.execute("watchdog-kick"), "DeviceNotActive: The watchdog is not armed");
  EXPECT_EQ(host.execute("watchdog-arm", R"({"seconds": 0})"),
            "GenericError: Parameter 'seconds' expects a time from 0.001 to 3.16224e+07");
  EXPECT_EQ(host.execute("watchdog-set-action", R"({"action": "inject-nmi"})"),
            "GenericError: Parameter 'action' does not accept value 'inject-nmi'");
}

TEST_F(LegacyPluginTest, LogsTheActionDebug) {
  load(R"({"watchdog-action": "debug"})");
  host.execute("watchdog-arm", R"({"seconds": 1})");

  host.run_out();

  EXPECT_EQ(host.log(), (Texts{"watchdog: timer fired"}));
  EXPECT_FALSE(host.ended());
}

// The data of QMP/qmp-events.txt of 0.15, in QEMU's order of members.
TEST_F(LegacyPluginTest, CarriesTheDataOf015WhereItHasNoDevice) {
  load();
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"vnc-connected-event",
       R"({"server": {"auth": "sasl", "family": "ipv4", "service": "5901", "host": "0.0.0.0"},)"
       R"( "client": {"family": "ipv4", "service": "58425", "host": "127.0.0.1"}})"},
      {"vnc-initialized-event",
       R"({"server": {"auth": "sasl", "family": "ipv4", "service": "5901", "host": "0.0.0.0"},)"
       R"( "client": {"family": "ipv4", "service": "46089", "host": "127.0.0.1",)"
       R"( "sasl_username": "luiz"}})"},
      {"vnc-disconnected-event",
       R"({"server": {"auth": "sasl", "family": "ipv4", "service": "5901", "host": "0.0.0.0"},)"
       R"( "client": {"family": "ipv4", "service": "58425", "x509_dname": "C=BR",)"
       R"( "host": "127.0.0.1", "sasl_username": "luiz"}})"},
      {"spice-connected-event",
       R"({"server": {"port": "5920", "family": "ipv4", "host": "127.0.0.1"},)"
       R"( "client": {"port": "52873", "family": "ipv4", "host": "127.0.0.1"}})"},
      {"spice-initialized-event",
       R"({"server": {"auth": "spice", "port": "5921", "family": "ipv4", "host": "127.0.0.1"},)"
       R"( "client": {"port": "49004", "family": "ipv4", "channel-type": 3,)"
       R"( "connection-id": 1804289383, "host": "127.0.0.1", "channel-id": 0, "tls": true}})"},
      {"spice-disconnected-event",
       R"({"server": {"port": "5920", "family": "ipv4", "host": "127.0.0.1"},)"
       R"( "client": {"port": "52873", "family": "ipv4", "host": "127.0.0.1"}})"}};

  for (const auto& [accessor, data] : cases) {
    EXPECT_EQ(host.inject(accessor, data), "") << accessor;
    const Texts texts = host.seen_texts();
    ASSERT_EQ(texts.size(), 1U) << accessor;
    EXPECT_EQ(texts.front().substr(texts.front().find('{')), data) << accessor;
  }
}

TEST_F(LegacyPluginTest, RefusesInjectedDataThatTheSchemaHasNot) {
  load();

  EXPECT_EQ(host.inject("stop-event", R"({"why": 1})"),
            "GenericError: Parameter 'why' is unexpected");
  EXPECT_EQ(host.inject("rtc-change-event", "{}"), "GenericError: Parameter 'offset' is missing");
  EXPECT_EQ(host.seen_texts(), Texts{});
}

TEST_F(LegacyPluginTest, HandsItsStateToItsSuccessor) {
  load(R"({"name": "demo"})");
  host.execute("watchdog-set-action", R"({"action": "none"})");
  host.execute("watchdog-arm", R"({"seconds": 2.5})");
  host.execute("stop");
  const std::string saved = host.save("legacy");
  host.unload("legacy");
  ASSERT_TRUE(host.timers().empty());

  load(R"({"name": "demo"})", saved.c_str());

  EXPECT_EQ(status(), R"({"status": "paused", "singlestep": false, "running": false})");
  EXPECT_EQ(host.execute("query-name"), R"({"name": "demo"})");
  ASSERT_EQ(host.timers().size(), 1U);
  EXPECT_EQ(host.timers().front().milliseconds, 2500U);
  EXPECT_EQ(host.save("legacy"), saved);
}

}  // namespace
}  // namespace signalbox
