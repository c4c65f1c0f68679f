// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "compat/verdict.hpp"
#include "page/need.hpp"

namespace SQLite {
class Database;
}

namespace signalbox {

class Names;
struct Period;

// What a page tells of one ledger, read once. Ids are those of the ledger's rows; times are seconds
// since 1970-01-01 UTC, 0 where there is none; days are numbered from that day.

struct UseFacts {
  std::int64_t id;
  std::int64_t item;
  std::string version;
  std::string machine;
  std::string mode;
  std::int64_t due;
  std::int64_t delivered;
  std::int64_t filtered;
  std::int64_t muted;
  std::int64_t failed;
  std::int64_t first;
  std::int64_t last_delivered;
};

// From a day on, by what is known today.
struct NeedChange {
  std::int64_t day;
  Need need;
};

// One client and one item.
struct PairFacts {
  std::int64_t item;
  Need need;                                    // the most pressing of its builds'
  std::vector<NeedChange> history;              // by day
  std::vector<const Standing*> standings = {};  // of its builds, of Facts::verdicts
};

struct ClientFacts {
  std::int64_t id;
  std::string name;  // or its pseudonym
  std::string kind;  // as in the ledger
  std::string transport;
  std::string help;  // what would tell it from others
  std::int64_t first_seen;
  std::int64_t last_seen;
  std::int64_t sessions;         // in the period
  std::vector<UseFacts> uses;    // by item
  std::vector<PairFacts> pairs;  // by item

  bool blocks() const;  // it stands in the way of something
};

struct MachineFacts {
  std::int64_t id;
  std::string name;
};

// One day of one machine.
struct CoverageDay {
  std::int64_t watched = 0;   // seconds
  std::int64_t degraded = 0;  // of these
  std::int64_t gaps = 0;      // that touch the day
};

struct StageFacts {
  std::int64_t id;
  std::int64_t item;
  std::string from;
  std::string to;
  std::int64_t at;
  std::string person;
  std::string verdict;
  bool forced;
};

struct Facts {
  std::int64_t now;
  std::int64_t first_day;  // of the period, which ends today
  std::int64_t last_day;
  bool is_whole;                                              // from the ledger's first day on
  std::unique_ptr<CaseFile> file;                             // what the next points into
  std::vector<ItemVerdict> verdicts;                          // by the item's name, then kind
  std::map<std::int64_t, std::int64_t> emissions;             // of the period, by item
  std::vector<ClientFacts> clients;                           // by name
  std::vector<MachineFacts> machines;                         // by name
  std::map<std::int64_t, std::vector<CoverageDay>> coverage;  // by machine, one for each day
  std::vector<StageFacts> stages;                             // as they came

  std::size_t days() const { return static_cast<std::size_t>(last_day - first_day + 1); }
  const Item& item(std::int64_t id) const;
};

// Of a view (ledger_view.hpp). Throws SQLite::Exception.
Facts read_facts(SQLite::Database& view, const Period& period, const Names& names);

}  // namespace signalbox
