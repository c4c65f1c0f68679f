// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "compat/coverage.hpp"
#include "compat/evidence.hpp"
#include "compat/watched_time.hpp"

namespace SQLite {
class Database;
}

namespace signalbox {

// What may be removed.
struct Item {
  std::int64_t id = 0;
  std::string kind;  // "default-connection", "event", "command", "argument", "upstream-event"
  std::string name;
  std::string successor;
  std::string stage;

  // Clients get it without asking; else they pull it, and using it once is proof.
  bool is_default() const { return kind == "default-connection"; }
};

// A version of a client, and the client.
struct Subject {
  std::int64_t build = 0;
  std::string version;  // empty: not declared
  std::int64_t build_first_seen = 0;
  std::int64_t build_last_seen = 0;
  std::int64_t client = 0;
  std::string name;
  std::string fingerprint;
  std::string kind;  // "program", "script", "named", "unattributed", "overflow", "self"
  std::string path;  // of its file, or of the script; empty: not known
  std::string unit;
  std::string contact;
  std::string help;  // unattributed: what would help
  std::int64_t client_last_seen = 0;

  // Our own command line: a relay of whatever it is connected to, and nothing else.
  bool is_ours() const { return kind == "self"; }

  // A person's word speaks for one program; these may be any number.
  bool is_many() const { return kind == "unattributed" || kind == "overflow" || is_ours(); }
};

// The facts about one build and one item. The counts are never added up with each other.
struct Dossier {
  bool is_exposed = false;                 // has or had the default connection
  std::optional<std::int64_t> kept_from;   // when it last negotiated and kept it
  std::optional<std::int64_t> kept_until;  // when its last session that kept it ended; kStill
  std::optional<std::int64_t> had_until;   // when the default connection was last there or counted
  std::set<std::int64_t> machines;         // on which it had or used it
  std::int64_t delivered = 0;
  std::vector<Evidence> evidence;  // newest first
};

// A session that kept a default connection is open.
inline constexpr std::int64_t kStill = INT64_MAX;

// Somebody's decision about a client and an item.
struct Resolution {
  std::int64_t at = 0;
  std::string person;
  std::string reason;
};

struct Waiver {
  std::int64_t id = 0;
  std::optional<std::int64_t> client;  // none: all
  std::int64_t item = 0;
  std::string owner;
  std::string reason;
  std::int64_t at = 0;
  std::int64_t expires = 0;
};

// All of a ledger that verdicts are made of.
struct CaseFile {
  std::vector<Item> items;  // by kind, then name
  std::map<std::int64_t, Subject> builds;
  std::map<std::pair<std::int64_t, std::int64_t>, Dossier> dossiers;  // by item and build
  std::map<std::pair<std::int64_t, std::int64_t>, Resolution>
      resolutions;  // the last, by client and item
  std::vector<Waiver> waivers;
  std::vector<MachineCoverage> machines;
  WatchedTime watched;
  std::map<std::string, std::int64_t> emissions;  // by wire name, of all machines
  std::vector<std::string> imbalances;
};

// Reads a view (ledger_view.hpp). `now` is in seconds since 1970-01-01 UTC: a connection that is
// open is evidence of now. Throws SQLite::Exception.
CaseFile read_case_file(SQLite::Database& view, std::int64_t now);

}  // namespace signalbox
