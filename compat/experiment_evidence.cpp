// SPDX-License-Identifier: Apache-2.0
#include "compat/experiment_evidence.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

namespace signalbox {

std::size_t add_experiment_evidence(SQLite::Database& ledger, const ExperimentEvidence& evidence,
                                    std::int64_t now) {
  const Sign sign = strength_of(evidence.kind, Sign::used) > 0 ? Sign::used : Sign::unused;
  SQLite::Statement row(
      ledger,
      "INSERT INTO evidence (build, item, kind, sign, strength, at, reason, experiment) "
      "SELECT build.id, item.id, ?1, ?2, ?3, ?4, ?5, nullif(?6, 0) FROM client "
      "JOIN build ON build.client = client.id JOIN item "
      "WHERE client.fingerprint = ?7 AND build.version = ?8 AND item.kind = ?9 AND item.name = "
      "?10");
  row.bind(1, std::string(word_of(evidence.kind)));
  row.bind(2, std::string(word_of(sign)));
  row.bind(3, strength_of(evidence.kind, sign));
  row.bind(4, now);
  row.bind(5, evidence.reason);
  row.bind(6, evidence.experiment);
  row.bind(7, evidence.fingerprint);
  row.bind(8, evidence.version);
  row.bind(9, std::string(word(evidence.item.kind)));
  row.bind(10, evidence.item.name);
  return static_cast<std::size_t>(row.exec());
}

}  // namespace signalbox
