// SPDX-License-Identifier: Apache-2.0
//
// The events that a client declares to need, and since when.
#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include "compat/case_file.hpp"
#include "compat/ledger.hpp"
#include "compat/ledger_view.hpp"
#include "compat/tally.hpp"
#include "tests/compat/sql_ledger.hpp"
#include "tests/compat/temporary_directory.hpp"

namespace signalbox {
namespace {

constexpr std::int64_t kFirst = kNoon - 6 * kSecondsPerDay;
constexpr std::int64_t kThen = kNoon - 2 * kSecondsPerDay;

// A host's ledger with the legacy events STOP and RESUME, and one client that declares things.
class Declared {
 public:
  Declared() : tally(folder / "l.db"), ledger(folder / "l.db", tally, kFirst) {
    ledger.begin();
    ledger.add_machine(1, "vm1", kFirst);
    ledger.add_item("STOP", "", kFirst);
    ledger.add_item("RESUME", "", kFirst);
    ledger.commit();
  }

  void declare(const std::vector<std::string>& events, std::int64_t at) {
    SessionFacts facts;
    facts.id = ledger.last("session") + 1;
    facts.machine = 1;
    facts.client.kind = ClientIdentity::Kind::program;
    facts.client.exe = "/usr/bin/pager";
    facts.interest = events;
    facts.opened = facts.negotiated = at;
    ledger.begin();
    ledger.add_session(facts);
    ledger.commit();
  }

  // The evidence about an event's default connection: sign and first time, the newest first.
  std::vector<std::tuple<Sign, std::int64_t>> known_of(const std::string& event) {
    const CaseFile file = read_case_file(*view_ledger(folder / "l.db"), kNoon);
    std::vector<std::tuple<Sign, std::int64_t>> known;
    for (const auto& [key, dossier] : file.dossiers) {
      const auto item = std::find_if(file.items.begin(), file.items.end(),
                                     [id = key.first](const Item& each) { return each.id == id; });
      if (item->name != event || !item->is_default()) continue;
      for (const Evidence& each : dossier.evidence) {
        known.emplace_back(each.sign, each.since != 0 ? each.since : each.at);
      }
    }
    return known;
  }

  TemporaryDirectory folder;
  Tally tally;
  Ledger ledger;
};

using Known = std::vector<std::tuple<Sign, std::int64_t>>;

TEST(Interest, CountsFromTheDayOnWhichItWasFirstSaid) {
  Declared ledger;
  ledger.declare({"STOP"}, kFirst);
  ledger.declare({"STOP"}, kThen);

  EXPECT_EQ(ledger.known_of("STOP"), (Known{{Sign::used, kFirst}}));
  EXPECT_EQ(ledger.known_of("RESUME"), (Known{{Sign::unused, kFirst}}));
}

TEST(Interest, OfOneEventIsAsOldAsBeforeWhenAnotherIsAdded) {
  Declared ledger;
  ledger.declare({"STOP"}, kFirst);
  ledger.declare({"RESUME", "STOP"}, kThen);

  EXPECT_EQ(ledger.known_of("STOP"), (Known{{Sign::used, kFirst}}));
  EXPECT_EQ(ledger.known_of("RESUME"), (Known{{Sign::used, kThen}}));
}

TEST(Interest, ThatWasGivenUpIsKnownWithBothDays) {
  Declared ledger;
  ledger.declare({"STOP"}, kFirst);
  ledger.declare({}, kThen);

  EXPECT_EQ(ledger.known_of("STOP"),
            (Known{{Sign::unused, kThen}, {Sign::used, kFirst}, {Sign::unused, kFirst}}));
}

TEST(Interest, InANameThatNobodyKnowsMakesNoListComplete) {
  for (const std::string name : {"STOPP", "stop-event", "LATER"}) {
    Declared ledger;
    ledger.declare({name}, kFirst);
    ledger.ledger.begin();
    ledger.ledger.add_item("LATER", "", kThen);
    ledger.ledger.commit();

    for (const char* const event : {"STOP", "RESUME", "LATER"}) {
      EXPECT_EQ(ledger.known_of(event), Known()) << name << ' ' << event;
    }
  }
}

TEST(Interest, SaysNothingOfAnEventThatWasNotKnownThen) {
  Declared ledger;
  ledger.declare({"STOP"}, kFirst);
  ledger.ledger.begin();
  ledger.ledger.add_item("LATER", "", kThen);
  ledger.ledger.commit();

  EXPECT_EQ(ledger.known_of("LATER"), Known());
}

}  // namespace
}  // namespace signalbox
