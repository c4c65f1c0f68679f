// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "compat/case_file.hpp"
#include "compat/ledger.hpp"
#include "compat/tally.hpp"
#include "compat/utc.hpp"
#include "tests/compat/temporary_directory.hpp"

namespace signalbox {
namespace {

constexpr std::int64_t kNow = 20'000 * kSecondsPerDay + 3'600;
constexpr std::uint64_t kMost = 3;

using Names = std::vector<std::string>;

class NewClientsTest : public testing::Test {
 protected:
  NewClientsTest() {
    const auto tell = [this](const std::string& of, std::uint64_t count) {
      told_.emplace_back(of, count);
    };
    ledger_.limit_new_clients({kMost, tell, kMost, tell});
    ledger_.begin();
    ledger_.add_machine(1, "vm1", kNow);
    ledger_.commit();
  }

  static ClientIdentity program(const std::string& name, const std::string& user) {
    ClientIdentity client;
    client.kind = ClientIdentity::Kind::program;
    client.exe = "/usr/bin/" + name;
    client.user = user;
    return client;
  }

  void visit(const ClientIdentity& client, bool is_observer, std::int64_t when = kNow,
             const std::string& version = {}) {
    SessionFacts facts;
    facts.version = version;
    facts.id = ++last_session_;
    facts.machine = 1;
    facts.client = client;
    facts.is_observer = is_observer;
    facts.opened = facts.negotiated = when;
    ledger_.begin();
    ledger_.add_session(facts);
    ledger_.commit();
  }

  // The clients that verdicts are about, in the order in which they came.
  Names judged() {
    Names names;
    const CaseFile file = read_case_file(ledger_.database(), kNow);
    for (const auto& [build, subject] : file.builds) names.push_back(subject.name);
    return names;
  }

  const TemporaryDirectory folder_;
  Tally tally_{folder_ / "l.db"};
  Ledger ledger_{folder_ / "l.db", tally_, kNow};
  std::uint64_t last_session_ = 0;
  std::vector<std::pair<std::string, std::uint64_t>> told_;
};

TEST_F(NewClientsTest, BeyondTheLimitOfADayTheOthersOfAUserAreOne) {
  for (const char* const each : {"a", "b", "c", "d", "e"}) visit(program(each, "eve"), false);
  visit(program("f", "bob"), false);
  visit(program("a", "eve"), false);  // is not new

  EXPECT_EQ(judged(), (Names{"a", "b", "c", "others of eve", "f"}));
  const decltype(told_) expected = {{"eve", 1}, {"eve", 2}, {"eve", 3},
                                    {"eve", 4}, {"eve", 4}, {"bob", 1}};
  EXPECT_EQ(told_, expected);
}

TEST_F(NewClientsTest, TheNextDayHasItsOwn) {
  for (const char* const each : {"a", "b", "c", "d"}) visit(program(each, "eve"), false);
  visit(program("d", "eve"), false, kNow + kSecondsPerDay);

  EXPECT_EQ(judged(), (Names{"a", "b", "c", "others of eve", "d"}));
}

TEST_F(NewClientsTest, ThoseByObserverListenersBlockNoVerdictBeyondIt) {
  for (const char* const each : {"a", "b", "c", "d", "e"}) visit(program(each, "eve"), true);
  EXPECT_EQ(judged(), (Names{"a", "b", "c"}));
  EXPECT_EQ(ledger_.client_count(), kMost + 1);

  visit(program("f", "eve"), false);

  EXPECT_EQ(judged(), (Names{"a", "b", "c", "others of eve"})) << "a client that may do more";
}

TEST_F(NewClientsTest, ClientsByTcpCountAsOneUser) {
  for (const char* const each : {"a", "b", "c", "d"}) {
    ClientIdentity client;
    client.transport = Transport::tcp;
    client.declared_name = each;
    visit(client, false);
  }

  EXPECT_EQ(judged(), (Names{"a", "b", "c", "others of TCP"}));
}

TEST_F(NewClientsTest, BeyondTheLimitOfADayVersionsOfAClientAreOthersOfItsUser) {
  for (const char* const each : {"1", "2", "3", "4", "5", "2"}) {
    visit(program("a", "eve"), false, kNow, each);
  }
  EXPECT_EQ(judged(), (Names{"a", "a", "a", "others of eve"}));
  const decltype(told_) expected = {{"eve", 1}, {"a", 2}, {"a", 3}, {"a", 4}, {"a", 4}};
  EXPECT_EQ(told_, expected);

  visit(program("a", "eve"), false, kNow + kSecondsPerDay, "4");
  EXPECT_EQ(judged(), (Names{"a", "a", "a", "others of eve", "a"}));
}

}  // namespace
}  // namespace signalbox
