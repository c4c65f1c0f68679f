// SPDX-License-Identifier: Apache-2.0
#include "compat/experiment_rows.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

namespace signalbox {
namespace {

void add_item(SQLite::Database& database, const Experiment& experiment, const std::string& kind) {
  SQLite::Statement row(database,
                        "INSERT INTO experiment_item (experiment, item) "
                        "SELECT ?, id FROM item WHERE kind = ? AND name = ?");
  row.bind(1, static_cast<std::int64_t>(experiment.id));
  row.bind(2, kind);
  row.bind(3, experiment.event);
  row.exec();
}

}  // namespace

void add_experiment(SQLite::Database& database, const Experiment& experiment) {
  SQLite::Statement row(
      database,
      "INSERT INTO experiment (id, kind, client, machine, suite, run_label, delay_ms, started) "
      "VALUES (?1, ?2, CASE WHEN ?3 <> '' THEN coalesce((SELECT id FROM client WHERE fingerprint = "
      "?3), (SELECT id FROM client WHERE kind = 'overflow' "
      "ORDER BY fingerprint LIMIT 1)) END, "
      "(SELECT id FROM machine WHERE name = ?4 ORDER BY uuid LIMIT 1), ?5, ?6, nullif(?7, 0), ?8)");
  row.bind(1, static_cast<std::int64_t>(experiment.id));
  row.bind(2, std::string(word(experiment.kind)));
  row.bind(3, experiment.audience.client);
  row.bind(4, experiment.audience.machine);
  row.bind(5, experiment.suite);
  row.bind(6, experiment.audience.label);
  row.bind(7, static_cast<std::int64_t>(experiment.delay.count()));
  row.bind(8, experiment.started);
  row.exec();
  if (experiment.event.empty()) return;
  if (experiment.refused) {
    return add_item(database, experiment, std::string(word(experiment.refused->kind)));
  }
  if (experiment.default_connections) add_item(database, experiment, "default-connection");
  if (experiment.explicit_connections) add_item(database, experiment, "event");
}

void end_experiment(SQLite::Database& database, const Experiment& experiment,
                    Experiment::Outcome outcome, const std::string& reason, std::int64_t now) {
  SQLite::Statement row(database,
                        "UPDATE experiment SET ended = max(started, ?), outcome = ?, muted = ?, "
                        "reason = ? WHERE id = ? AND ended IS NULL");
  row.bind(1, now);
  row.bind(2, std::string(word(outcome)));
  row.bind(3, static_cast<std::int64_t>(experiment.muted));
  row.bind(4, reason);
  row.bind(5, static_cast<std::int64_t>(experiment.id));
  row.exec();
}

void abort_experiments(SQLite::Database& database, std::int64_t now) {
  SQLite::Statement rows(database,
                         "UPDATE experiment SET ended = max(started, ?), outcome = 'aborted', "
                         "reason = 'the host died' WHERE ended IS NULL");
  rows.bind(1, now);
  rows.exec();
}

}  // namespace signalbox
