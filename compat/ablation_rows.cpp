// SPDX-License-Identifier: Apache-2.0
#include "compat/ablation_rows.hpp"

#include <utility>

#include <SQLiteCpp/SQLiteCpp.h>

#include "compat/decisions.hpp"
#include "compat/experiment_evidence.hpp"
#include "compat/ledger.hpp"

namespace signalbox {
namespace {

constexpr const char* kFacts[] = {"fingerprint", "kind",          "transport", "name",
                                  "exe",         "script",        "unit",      "user",
                                  "via",         "declared_name", "contact",   "help"};

std::string fact_columns() {
  std::string columns;
  for (const char* const each : kFacts)
    columns += (columns.empty() ? "" : ", ") + std::string(each);
  return columns;
}

AblatedClient facts_of(SQLite::Database& ledger, std::int64_t client) {
  SQLite::Statement row(ledger, "SELECT " + fact_columns() + " FROM client WHERE id = ?");
  row.bind(1, client);
  row.executeStep();
  AblatedClient read;
  int column = 0;
  for (const char* const each : kFacts) read.facts[each] = row.getColumn(column++).getString();
  return read;
}

void read_uses(SQLite::Database& view, const std::string& label, std::int64_t client,
               SuiteVisit& visit) {
  SQLite::Statement row(view,
                        "SELECT item.kind, item.name, sum(delivered), sum(muted) FROM use "
                        "JOIN build ON build.id = use.build JOIN item ON item.id = use.item "
                        "WHERE run_label = ? AND build.client = ? "
                        "AND item.kind IN ('default-connection', 'event') GROUP BY 1, 2");
  row.bind(1, label);
  row.bind(2, client);
  while (row.executeStep()) {
    const std::string event = row.getColumn(1);
    if (row.getColumn(2).getInt64() > 0) visit.received[event].insert(row.getColumn(0));
    const auto muted = static_cast<std::uint64_t>(row.getColumn(3).getInt64());
    if (muted > 0) visit.withheld[event] += muted;
  }
}

std::int64_t add_experiment(SQLite::Database& ledger, std::int64_t client,
                            const AblationRecord& record, const AblationRun& run) {
  SQLite::Statement row(ledger,
                        "INSERT INTO experiment (kind, client, suite, run_label, started, ended, "
                        "outcome, muted, reason) VALUES ('ablation', ?, ?, ?, ?, ?, ?, ?, ?) "
                        "RETURNING id");
  row.bind(1, client);
  row.bind(2, record.suite);
  row.bind(3, record.label);
  row.bind(4, run.started);
  row.bind(5, run.started + std::chrono::duration_cast<std::chrono::seconds>(run.duration).count());
  row.bind(6, run.passed ? "passed" : "failed");
  row.bind(7, static_cast<std::int64_t>(run.withheld));
  row.bind(8, run.ending);
  row.executeStep();
  return row.getColumn(0).getInt64();
}

void add_items(SQLite::Database& ledger, const std::string& event, std::int64_t now) {
  for (const char* const kind : {"default-connection", "event"}) {
    SQLite::Statement row(ledger,
                          "INSERT INTO item (kind, name, first_seen) VALUES (?, ?, ?) "
                          "ON CONFLICT DO NOTHING");
    row.bind(1, kind);
    row.bind(2, event);
    row.bind(3, now);
    row.exec();
  }
}

// A row for each run that kept something from the client; the last id by event.
std::map<std::string, std::int64_t> add_experiments(SQLite::Database& ledger, std::int64_t client,
                                                    const Ablation& ablation,
                                                    const AblationRecord& record) {
  std::map<std::string, std::int64_t> last;
  for (const AblationRun& run : ablation.runs()) {
    if (run.is_control()) continue;
    const std::int64_t id = add_experiment(ledger, client, record, run);
    add_items(ledger, run.muted, record.at);
    SQLite::Statement items(ledger,
                            "INSERT INTO experiment_item (experiment, item) SELECT ?, id FROM item "
                            "WHERE name = ? AND kind IN ('default-connection', 'event')");
    items.bind(1, id);
    items.bind(2, run.muted);
    items.exec();
    if (run.withheld > 0) last[run.muted] = id;
  }
  return last;
}

std::string counted(int count, int runs) {
  return std::to_string(count) + " of " + std::to_string(runs);
}

// What it rests on: "nightly, 212 tests: failed 3 of 3 runs without it, passed 4 of 4 with it".
std::string reason_of(const AblationFinding& finding, const Ablation& ablation,
                      const AblationRecord& record) {
  const bool fails = finding.result == AblationFinding::Result::fails;
  const int passed_controls = ablation.controls() - ablation.failed_controls();
  return title_of(record, ablation) + ": " + (fails ? "failed " : "passed ") +
         counted(finding.runs, finding.runs) + " runs without it, passed " +
         counted(passed_controls, ablation.controls()) + " with it";
}

std::size_t add_finding(SQLite::Database& ledger, const AblationFinding& finding,
                        ExperimentEvidence evidence, const AblationRecord& record) {
  std::size_t rows = 0;
  for (const std::string& kind : finding.kinds) {
    evidence.item = {item_kind_of(kind).value(), finding.event};
    for (const std::string& version : record.client.versions) {
      evidence.version = version;
      rows += add_experiment_evidence(ledger, evidence, record.at);
    }
  }
  return rows;
}

}  // namespace

std::vector<SuiteVisit> read_visits(SQLite::Database& view, const std::string& label) {
  SQLite::Statement row(view,
                        "SELECT client, version FROM session JOIN build ON build.id = build "
                        "WHERE run_label = ? GROUP BY 1, 2 ORDER BY 1, 2");
  row.bind(1, label);
  std::map<std::int64_t, SuiteVisit> visits;
  while (row.executeStep()) {
    const std::int64_t client = row.getColumn(0).getInt64();
    SuiteVisit& visit = visits[client];
    if (visit.client.facts.empty()) {
      visit.client = facts_of(view, client);
      read_uses(view, label, client, visit);
    }
    visit.client.versions.insert(row.getColumn(1));
  }
  std::vector<SuiteVisit> all;
  for (auto& [client, visit] : visits) all.push_back(std::move(visit));
  return all;
}

AblatedClient read_client(SQLite::Database& ledger, std::int64_t client) {
  AblatedClient read = facts_of(ledger, client);
  SQLite::Statement row(ledger, "SELECT version FROM build WHERE client = ?");
  row.bind(1, client);
  while (row.executeStep()) read.versions.insert(row.getColumn(0));
  return read;
}

std::int64_t add_client(SQLite::Database& ledger, const AblatedClient& client, std::int64_t now) {
  SQLite::Statement known(ledger, "SELECT id FROM client WHERE fingerprint = ?");
  known.bind(1, client.fingerprint());
  std::int64_t id = known.executeStep() ? known.getColumn(0).getInt64() : 0;
  known.reset();
  if (id == 0) {
    if (ledger.execAndGet("SELECT count(*) FROM client").getInt() >= kMaxClients) {
      throw NotFound("The ledger has as many clients as it keeps, and '" + client.name() +
                     "' is none of them; 'signalbox ledger forget' those that are gone");
    }
    SQLite::Statement row(ledger, "INSERT INTO client (" + fact_columns() +
                                      ", first_seen, last_seen) VALUES (?, ?, ?, ?, ?, ?, ?, ?, "
                                      "?, ?, ?, ?, ?13, ?13) RETURNING id");
    int column = 0;
    for (const char* const each : kFacts) row.bind(++column, client.facts.at(each));
    row.bind(13, now);
    row.executeStep();
    id = row.getColumn(0).getInt64();
  }
  for (const std::string& version : client.versions) {
    SQLite::Statement row(ledger,
                          "INSERT INTO build (client, version, first_seen, last_seen) "
                          "VALUES (?1, ?2, ?3, ?3) ON CONFLICT DO NOTHING");
    row.bind(1, id);
    row.bind(2, version);
    row.bind(3, now);
    row.exec();
  }
  return id;
}

std::string title_of(const AblationRecord& record, const Ablation& ablation) {
  const std::size_t tests = ablation.tests();
  if (tests == 0) return record.suite;
  return record.suite + ", " + std::to_string(tests) + (tests == 1 ? " test" : " tests");
}

std::size_t add_ablation(SQLite::Database& ledger, const Ablation& ablation,
                         const AblationRecord& record, bool with_experiments) {
  SQLite::Transaction transaction(ledger, SQLite::TransactionBehavior::IMMEDIATE);
  const std::int64_t client = add_client(ledger, record.client, record.at);
  std::map<std::string, std::int64_t> experiments;
  if (with_experiments) experiments = add_experiments(ledger, client, ablation, record);
  std::size_t rows = 0;
  for (const AblationFinding& finding : ablation.findings()) {
    const bool fails = finding.result == AblationFinding::Result::fails;
    if (!fails && finding.result != AblationFinding::Result::passes) continue;
    add_items(ledger, finding.event, record.at);
    ExperimentEvidence evidence;
    evidence.fingerprint = record.client.fingerprint();
    evidence.kind = fails ? EvidenceKind::ablation_fail : EvidenceKind::ablation_pass;
    evidence.reason = reason_of(finding, ablation, record);
    const auto experiment = experiments.find(finding.event);
    if (experiment != experiments.end()) evidence.experiment = experiment->second;
    rows += add_finding(ledger, finding, std::move(evidence), record);
  }
  transaction.commit();
  return rows;
}

}  // namespace signalbox
