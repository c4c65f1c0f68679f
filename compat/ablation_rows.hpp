// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "compat/ablation.hpp"

namespace SQLite {
class Database;
}

namespace signalbox {

// A client by what a ledger knows of it, so that it can be told to another ledger.
struct AblatedClient {
  std::map<std::string, std::string> facts;  // by their columns: "name", "exe"
  std::set<std::string> versions;

  const std::string& fingerprint() const { return facts.at("fingerprint"); }
  const std::string& name() const { return facts.at("name"); }
  const std::string& kind() const { return facts.at("kind"); }
};

// What the ledger of a private host has of one client of a suite.
struct SuiteVisit {
  AblatedClient client;
  ReceivedEvents received;
  std::map<std::string, std::uint64_t> withheld;  // by event
};

// Those that have come under a run label. All throw SQLite::Exception.
std::vector<SuiteVisit> read_visits(SQLite::Database& view, const std::string& label);

// With all its versions.
AblatedClient read_client(SQLite::Database& ledger, std::int64_t client);

// The id of its row, which is made where there is none, with its versions. Throws NotFound where
// the ledger has as many clients as it keeps.
std::int64_t add_client(SQLite::Database& ledger, const AblatedClient& client, std::int64_t now);

// What was found, for a ledger.
struct AblationRecord {
  AblatedClient client;  // whose need it is about
  std::string suite;     // its name
  std::string label;
  std::int64_t at = 0;
};

// What the suite is called in evidence: "nightly, 212 tests".
std::string title_of(const AblationRecord& record, const Ablation& ablation);

// In one transaction: evidence for each event that the suite fails or passes without and, where no
// host gives out their ids, an experiment for each run. The number of rows of evidence.
std::size_t add_ablation(SQLite::Database& ledger, const Ablation& ablation,
                         const AblationRecord& record, bool with_experiments);

}  // namespace signalbox
