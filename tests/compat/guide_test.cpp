// SPDX-License-Identifier: Apache-2.0
#include "compat/guide.hpp"

#include <regex>
#include <set>
#include <string>

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include "compat/migrate.hpp"
#include "tests/compat/sql_ledger.hpp"

namespace signalbox {
namespace {

Guide guide_of(const std::string& sql, const SeenValues& seen = {}) {
  SQLite::Database ledger(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  migrate(ledger, ":memory:", migrations(), {});
  fill(ledger, sql);
  const CaseFile file = read_case_file(ledger, kNoon);
  return guide_for(judge(file, kNoon), 1, seen);
}

constexpr char kVisit[] = "INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(9), NULL, 7, 0);";

TEST(Guide, SaysWhatToSendForWhatTheClientWasSent) {
  const Guide guide = guide_of(kVisit);

  EXPECT_EQ(guide.client, "agent");
  EXPECT_EQ(guide.opening[0], R"({"execute":"disconnect-default-signals"})");
  EXPECT_EQ(guide.delivered, 7);
  EXPECT_EQ(guide.not_needed, 7);
  ASSERT_EQ(guide.steps.size(), 1u);
  EXPECT_EQ(guide.steps[0].commands[0],
            R"({"execute":"block-device-event-connect","arguments":{"device":"DEVICE"}})");
  EXPECT_EQ(guide.steps[0].calls[0],
            "libqmp_block_device_event_connect(session, \"DEVICE\", callback, opaque, &error);");
}

TEST(Guide, FitsDevicesToTheEventsThatWereSeen) {
  const SeenValues seen =
      read_events(R"({"event": "BLOCK_IO_ERROR", "data": {"device": "disk0", "action": "stop"}})"
                  "\n"
                  R"({"event": "BLOCK_IO_ERROR", "data": {"device": "disk1", "action": "stop"}})"
                  "\n\n");

  const Guide guide = guide_of(kVisit, seen);

  ASSERT_EQ(guide.steps[0].commands.size(), 2u);
  EXPECT_NE(guide.steps[0].commands[1].find("\"disk1\""), std::string::npos);
}

TEST(Guide, CountsWhatIsNeededApart) {
  // GCC 12 warns falsely of array bounds where the two are joined by operator+ (-Warray-bounds).
  std::string sql = kVisit;
  sql += "INSERT INTO says VALUES ('agent', 1, 'statement', 'used', ago(3), 'a', 'b');";

  EXPECT_EQ(guide_of(sql).not_needed, 0);
}

TEST(Guide, SaysThatNothingIsToBeDone) {
  const Guide guide =
      guide_of("INSERT INTO visits VALUES ('agent', '', 'all', ago(9), NULL, 0, 0);");

  EXPECT_TRUE(guide.steps.empty());
  EXPECT_NE(text_of(guide).find("nothing is to be done"), std::string::npos);
}

TEST(Guide, NamesALineThatIsNoEvent) {
  EXPECT_THROW(read_events("{\"return\": {}}\n"), std::runtime_error);
  EXPECT_THROW(read_events("{"), std::runtime_error);
}

// The plugin's schema is where these names are from.
TEST(Guide, KnowsEachLegacyEventByTheAccessorOfItsPlugin) {
  const std::string schema = content_of(SIGNALBOX_SOURCE "/plugins/legacy/qmp-schema.json");
  const std::regex legacy("\\{ '(\\w+Event)':[^\\[]*?'legacy': '([A-Z_]+)'");
  std::set<std::string> events;
  for (std::sregex_iterator each(schema.begin(), schema.end(), legacy), end; each != end; ++each) {
    const std::string type = (*each)[1];
    const Replacement* const found = replacement_of((*each)[2].str());
    ASSERT_NE(found, nullptr) << (*each)[2];
    events.insert((*each)[2]);
    const std::string accessor =
        "[ '" + std::string(found->accessor) + "', {}, {}, '" + type + "' ]";
    EXPECT_NE(schema.find(accessor), std::string::npos) << accessor;
  }
  EXPECT_EQ(events.size(), 14u);
  EXPECT_NE(content_of(SIGNALBOX_SOURCE "/plugins/block/qmp-schema.json")
                .find("[ 'block-device-event', { 'device': 'str' }"),
            std::string::npos);
}

}  // namespace
}  // namespace signalbox
