// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "compat/evidence.hpp"
#include "compat/stage.hpp"

namespace SQLite {
class Database;
}

namespace signalbox {

// What was seen of a build while an event was kept from it.
struct ExperimentEvidence {
  std::string fingerprint;  // of the client
  std::string version;      // of its build
  ItemName item;
  EvidenceKind kind = EvidenceKind::brownout_quiet;  // one that has a single sign
  std::string reason;
  std::int64_t experiment = 0;  // its row; 0: it has none
};

// Returns how many rows that made: none for a build that is one too many to keep. Throws
// SQLite::Exception.
std::size_t add_experiment_evidence(SQLite::Database& ledger, const ExperimentEvidence& evidence,
                                    std::int64_t now);

}  // namespace signalbox
