// SPDX-License-Identifier: Apache-2.0
#include "compat/ledger.hpp"

#include <algorithm>
#include <memory>
#include <string>

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include "compat/balance.hpp"
#include "compat/ledger_error.hpp"
#include "compat/ledger_view.hpp"
#include "compat/names.hpp"
#include "compat/report.hpp"
#include "compat/tally.hpp"
#include "tests/compat/temporary_directory.hpp"

namespace signalbox {
namespace {

constexpr std::int64_t kDay = 86'400;
constexpr std::int64_t kNow = 20'000 * kDay + 3'600;

ClientIdentity agent(const std::string& name = "agent") {
  ClientIdentity client;
  client.kind = ClientIdentity::Kind::program;
  client.exe = "/usr/bin/" + name;
  return client;
}

// One host's part: its tally and ledger, and a session of one client with STOP by default.
class Books {
 public:
  explicit Books(const std::filesystem::path& file, std::int64_t now = kNow)
      : tally(file), ledger(file, tally, now) {
    emission_owner.id = ledger.last("emission_account") + 1;
    emission_owner.machine = 1;
    set_text(emission_owner.event, "STOP");
    account_owner = emission_owner;
    account_owner.id = ledger.last("account") + 1;
    account_owner.session = ledger.last("session") + 1;
    const Sha256 fingerprint = agent().fingerprint();
    std::copy(fingerprint.begin(), fingerprint.end(), account_owner.fingerprint);
    emission = &tally.take(SlotKind::emission, emission_owner);
    account = &tally.take(SlotKind::account, account_owner);
  }

  // What a commit before the reply writes.
  void write_rows() {
    SessionFacts facts;
    facts.id = account_owner.session;
    facts.machine = 1;
    facts.client = agent();
    facts.opened = facts.negotiated = kNow;
    ledger.begin();
    ledger.add_machine(1, "vm1", kNow);
    ledger.add_item("STOP", "", kNow);
    ledger.add_emission_account(emission_owner);
    ledger.add_session(facts);
    ledger.add_account(account_owner, kNow);
    ledger.commit();
  }

  void emit(std::uint64_t times) {
    account->account.due += times;
    account->account.delivered += times;
    emission->emissions.emissions += times;
    emission->emissions.due_default += times;
  }

  void fold(std::int64_t now = kNow) {
    Fold all{now, {*account, *emission}, {}, {}};
    ledger.begin();
    ledger.fold(all);
    ledger.commit();
  }

  Tally tally;
  Ledger ledger;
  SlotOwner emission_owner;
  SlotOwner account_owner;
  TallySlot* emission = nullptr;
  TallySlot* account = nullptr;
};

int number(SQLite::Database& database, const std::string& query) {
  return database.execAndGet(query).getInt();
}

TEST(Ledger, FoldingTwiceCountsOnce) {
  const TemporaryDirectory folder;
  Books books(folder / "l.db");
  books.write_rows();
  books.emit(5);

  books.fold();
  books.fold();

  const auto view = view_ledger(folder / "l.db");
  EXPECT_EQ(number(*view, "SELECT delivered FROM use"), 5);
  EXPECT_EQ(number(*view, "SELECT sum(delivered) FROM use_day"), 5);
  EXPECT_EQ(number(*view, "SELECT emissions FROM emission_day"), 5);
  EXPECT_EQ(imbalances(*view), std::vector<std::string>());
}

TEST(Ledger, AReaderAddsWhatIsNotYetFolded) {
  const TemporaryDirectory folder;
  Books books(folder / "l.db");
  books.write_rows();
  books.emit(2);
  books.fold();
  books.emit(3);

  const auto view = view_ledger(folder / "l.db");

  EXPECT_EQ(number(*view, "SELECT delivered FROM use"), 5);
}

TEST(Ledger, CountsAreOfTheDayOnWhichTheyAreFolded) {
  const TemporaryDirectory folder;
  Books books(folder / "l.db");
  books.write_rows();
  books.emit(2);
  books.fold(kNow);
  books.emit(3);
  books.fold(kNow + kDay);

  const auto view = view_ledger(folder / "l.db");

  EXPECT_EQ(number(*view, "SELECT delivered FROM use_day ORDER BY day LIMIT 1"), 2);
  EXPECT_EQ(number(*view, "SELECT delivered FROM use_day ORDER BY day DESC LIMIT 1"), 3);
  EXPECT_EQ(number(*view, "SELECT last_delivered - first_delivered FROM use"), kDay);
  EXPECT_EQ(imbalances(*view), std::vector<std::string>());
}

TEST(Ledger, ASuccessorFoldsInWhatADeadHostLeftAndFailsWhatWasPending) {
  const TemporaryDirectory folder;
  {
    Books books(folder / "l.db");
    books.write_rows();
    books.emit(4);
    books.account->account.due += 2;  // pending
    books.emission->emissions.emissions += 2;
    books.emission->emissions.due_default += 2;
  }
  Tally tally(folder / "l.db");
  const Ledger successor(folder / "l.db", tally, kNow + 60);

  const auto view = view_ledger(folder / "l.db");
  EXPECT_EQ(number(*view, "SELECT delivered FROM use"), 4);
  EXPECT_EQ(number(*view, "SELECT failed FROM use"), 2);
  EXPECT_EQ(number(*view, "SELECT count(*) FROM run WHERE outcome = 'host-died'"), 1);
  EXPECT_STREQ(view->execAndGet("SELECT reason FROM session").getText(), "host-died");
  EXPECT_EQ(imbalances(*view), std::vector<std::string>());
}

TEST(Ledger, RowsThatWereNeverCommittedAreMadeFromTheTally) {
  const TemporaryDirectory folder;
  {
    Books books(folder / "l.db");
    books.emit(3);
  }
  const auto before = view_ledger(folder / "l.db");
  EXPECT_EQ(number(*before, "SELECT delivered FROM use"), 3);
  Tally tally(folder / "l.db");
  const Ledger successor(folder / "l.db", tally, kNow + 60);

  const auto view = view_ledger(folder / "l.db");

  EXPECT_EQ(number(*view, "SELECT delivered FROM use"), 3);
  EXPECT_EQ(view->execAndGet("SELECT fingerprint FROM client").getString(),
            hex_of(agent().fingerprint()));
  EXPECT_STREQ(view->execAndGet("SELECT kind FROM client").getText(), "unattributed");
  EXPECT_EQ(imbalances(*view), std::vector<std::string>());
}

TEST(Ledger, AnEmissionThatTheHostDiedInIsKeptApart) {
  const TemporaryDirectory folder;
  {
    Books books(folder / "l.db");
    books.write_rows();
    books.emit(1);
    ++books.account->account.due;  // fanned out to this one; not counted at the signal yet
  }
  Tally tally(folder / "l.db");
  const Ledger successor(folder / "l.db", tally, kNow + 60);

  const auto view = view_ledger(folder / "l.db");

  EXPECT_EQ(number(*view, "SELECT unfinished_default FROM emission_account"), 1);
  EXPECT_EQ(imbalances(*view), std::vector<std::string>());
}

// A session that goes on with the rows of an older one makes none, and all times are its own.
TEST(Ledger, ASessionThatGoesOnRenewsTheTimesOfItsRows) {
  const TemporaryDirectory folder;
  Books books(folder / "l.db");
  books.write_rows();
  SessionFacts facts;
  facts.id = books.account_owner.session + 1;
  facts.machine = 1;
  facts.client = agent("other");
  facts.opened = facts.negotiated = kNow;
  facts.opted_out = {"STOP"};
  facts.interest = {"STOP"};
  books.ledger.begin();
  books.ledger.add_session(facts);
  books.ledger.renew_session({facts.id, 4711, kNow + 60, facts.interest});
  books.ledger.renew_session({books.account_owner.session, 4712, kNow + 90, {}});
  books.ledger.commit();

  SQLite::Database& rows = books.ledger.database();
  const auto times = [&rows](const std::string& query) {
    return rows
        .execAndGet("SELECT group_concat(at - " + std::to_string(kNow) + ") FROM (SELECT " + query +
                    ")")
        .getString();
  };
  EXPECT_EQ(times("negotiated AS at FROM session ORDER BY id"), "90,60");
  EXPECT_EQ(times("last_seen AS at FROM client ORDER BY id"), "90,60");
  EXPECT_EQ(times("last_seen AS at FROM build ORDER BY id"), "90,60");
  EXPECT_EQ(times("last AS at FROM use"), "90");
  EXPECT_EQ(times("at FROM opt_out"), "60");
  EXPECT_EQ(times("at FROM interest"), "0") << "what was said keeps its day";
  EXPECT_EQ(number(rows, "SELECT sum(pid) FROM session"), 4711 + 4712);
  EXPECT_EQ(number(rows, "SELECT count(*) FROM session"), 2);
}

TEST(Ledger, TheTallyOfAnotherLedgerIsNotFoldedIn) {
  const TemporaryDirectory folder;
  { Books books(folder / "a.db"); }
  { Books books(folder / "b.db"); }
  std::filesystem::rename(folder / "a.db-tally", folder / "b.db-tally");

  Tally tally(folder / "b.db");

  EXPECT_THROW(Ledger(folder / "b.db", tally, kNow), LedgerError);
}

TEST(Ledger, ClientsBeyondTheLimitAreOne) {
  const TemporaryDirectory folder;
  Books books(folder / "l.db");
  books.write_rows();
  books.ledger.begin();
  for (int i = 0; i < kMaxClients + 10; ++i) {
    SessionFacts facts;
    facts.id = static_cast<std::uint64_t>(100 + i);
    facts.machine = 1;
    facts.client = agent("agent" + std::to_string(i));
    facts.opened = facts.negotiated = kNow;
    books.ledger.add_session(facts);
  }
  books.ledger.commit();

  const auto view = view_ledger(folder / "l.db");

  EXPECT_EQ(number(*view, "SELECT count(*) FROM client"), kMaxClients + 1);
  EXPECT_EQ(number(*view,
                   "SELECT count(*) FROM session JOIN build ON build.id = build JOIN client ON "
                   "client.id = client WHERE kind = 'overflow'"),
            11);
}

TEST(Balance, TellsEachFault) {
  const char* const kFaults[] = {
      "UPDATE account SET due = due - 1",
      "UPDATE account SET due = due + 1, closed = 5",
      "UPDATE emission_account SET due_default = due_default - 1",
      "UPDATE run SET ended = started, outcome = 'stopped'; "
      "UPDATE emission_account SET due_default = due_default - 1",
      "UPDATE run SET ended = started, outcome = 'stopped'; "
      "UPDATE emission_account SET due_default = due_default + 1",
      "UPDATE use SET delivered = delivered + 1",
      "UPDATE use_day SET delivered = delivered - 1",
      "UPDATE emission_day SET emissions = emissions + 1",
  };
  const TemporaryDirectory folder;
  Books books(folder / "l.db");
  books.write_rows();
  books.emit(5);
  books.fold();
  for (const char* const fault : kFaults) {
    const auto view = view_ledger(folder / "l.db");
    ASSERT_TRUE(imbalances(*view).empty());

    view->exec(fault);

    EXPECT_FALSE(imbalances(*view).empty()) << fault;
  }
}

TEST(Report, SaysWhatTheRowsSay) {
  const TemporaryDirectory folder;
  Books books(folder / "l.db");
  books.write_rows();
  books.emit(5);
  books.fold();
  SessionFacts other;
  other.id = 100;
  other.machine = 1;
  other.client = agent("modern");
  other.opened = other.negotiated = kNow;
  other.opted_out_of_all = true;
  other.opted_out = {"STOP"};
  books.ledger.begin();
  books.ledger.add_session(other);
  books.ledger.commit();
  const auto view = view_ledger(folder / "l.db");

  const Table events = report_by_event(*view, {kNow, {}});
  const Table clients = report_by_client(*view, {kNow, {}}, Names(Names::Style::plain, *view));

  ASSERT_EQ(events.rows.size(), 1u);
  const std::int64_t one = 1;
  const std::vector<Cell> expected = {std::string("STOP"),
                                      std::int64_t{5},
                                      one,
                                      std::int64_t{0},
                                      one,
                                      std::int64_t{5},
                                      std::int64_t{0},
                                      std::string("2024-10-04 01:00"),
                                      Cell(),
                                      std::string("unknown")};
  EXPECT_EQ(events.rows[0], expected);
  ASSERT_EQ(clients.rows.size(), 2u);
  EXPECT_EQ(clients.rows[0][0], Cell(std::string("agent")));
  EXPECT_EQ(clients.rows[0][6], Cell(std::int64_t{5}));
  EXPECT_EQ(clients.rows[1][5], Cell(std::string("opted out")));
}

TEST(Report, LeavesOurOwnToolsOut) {
  const TemporaryDirectory folder;
  Books books(folder / "l.db");
  books.write_rows();
  books.emit(5);
  books.fold();
  SessionFacts watch;
  watch.id = 100;
  watch.machine = 1;
  watch.client = agent("signalbox");
  watch.opened = watch.negotiated = kNow;
  watch.opted_out_of_all = true;
  watch.opted_out = {"STOP"};
  books.ledger.begin();
  books.ledger.add_session(watch);
  books.ledger.commit();
  books.ledger.database().exec("UPDATE client SET kind = 'self' WHERE name = 'signalbox'");
  books.ledger.database().exec(
      "INSERT INTO use (machine, build, item, mode, delivered, first, last) "
      "SELECT 1, build.id, item.id, 'explicit', 3, 1, 1 FROM item JOIN build JOIN client "
      "ON client.id = build.client WHERE item.kind = 'event' AND client.name = 'signalbox'");
  const auto view = view_ledger(folder / "l.db");

  const Table events = report_by_event(*view, {kNow, {}});
  const Table clients = report_by_client(*view, {kNow, {}}, Names(Names::Style::plain, *view));

  const auto counts = std::vector<Cell>(events.rows.at(0).begin() + 2, events.rows[0].begin() + 6);
  EXPECT_EQ(counts, (std::vector<Cell>{std::int64_t{1}, std::int64_t{0}, std::int64_t{0},
                                       std::int64_t{5}}));
  ASSERT_EQ(clients.rows.size(), 1u);
  EXPECT_EQ(clients.rows[0][0], Cell(std::string("agent")));
}

TEST(Report, OfTheLastDaysLeavesOutWhatIsOlder) {
  const TemporaryDirectory folder;
  Books books(folder / "l.db");
  books.write_rows();
  books.emit(5);
  books.fold(kNow);
  books.emit(2);
  books.fold(kNow + 3 * kDay);
  const auto view = view_ledger(folder / "l.db");

  const Table recent = report_by_event(*view, {kNow + 3 * kDay, 2});

  EXPECT_EQ(recent.rows[0][1], Cell(std::int64_t{2}));
  EXPECT_EQ(recent.rows[0][5], Cell(std::int64_t{2}));
}

}  // namespace
}  // namespace signalbox
