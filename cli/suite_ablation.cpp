// SPDX-License-Identifier: Apache-2.0
#include "cli/suite_ablation.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>
#include <boost/json.hpp>

#include "cli/ablation_state.hpp"
#include "cli/ledger_options.hpp"
#include "compat/decisions.hpp"
#include "compat/ledger_error.hpp"
#include "compat/ledger_file.hpp"
#include "compat/offline_ledger.hpp"
#include "compat/sha256.hpp"
#include "wire/strict_json.hpp"

namespace signalbox::cli {

namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

// It fails with nothing muted.
struct SuiteIsRed : std::runtime_error {
  using runtime_error::runtime_error;
};

constexpr std::size_t kKeyDigits = 16;
constexpr std::size_t kShortestFingerprint = 8;

std::string name_of(const AblationOrder& order) {
  return order.name.empty() ? order.trial.suite.command : order.name;
}

// What must be the same for runs to say something of each other.
std::string key_of(const AblationOrder& order) {
  const TrialOrder& trial = order.trial;
  const std::string& scenario = trial.setting.scenario;
  const json::array parts{trial.suite.command,
                          trial.suite.label,
                          trial.machine,
                          trial.setting.here ? trial.setting.start.string() : "",
                          trial.config.empty() ? "" : text_of_file(trial.config.string()),
                          scenario.empty() ? "" : text_of_file(scenario),
                          order.client,
                          order.version ? json::value(*order.version) : json::value()};
  return hex_of(sha256_of(json::serialize(parts))).substr(0, kKeyDigits);
}

fs::path state_file_of(const AblationOrder& order, const std::string& key) {
  if (!order.state.empty()) return order.state;
  return order.ledger + "-ablation-" + key.substr(0, kKeyDigits / 2);
}

bool is_called(const AblatedClient& client, const std::string& text) {
  return client.name() == text ||
         (text.size() >= kShortestFingerprint && client.fingerprint().starts_with(text));
}

// "pytest (3f2a9c01), agent (77e1c0de)"
std::string names_of(const std::vector<SuiteVisit>& visits) {
  std::string names;
  for (const SuiteVisit& each : visits) {
    names += (names.empty() ? "" : ", ") + each.client.name() + " (" +
             each.client.fingerprint().substr(0, kShortestFingerprint) + ")";
  }
  return names;
}

// The suite's only client stands for one that the ledger knows.
AblatedClient client_in_ledger(const AblationOrder& order, const AblatedClient& seen) {
  const std::unique_ptr<SQLite::Database> ledger = open_ledger_read_only(order.ledger);
  AblatedClient client = read_client(*ledger, find_client(*ledger, order.client));
  const std::set<std::string> versions =
      order.version ? std::set<std::string>{*order.version} : seen.versions;
  for (const std::string& each : versions) {
    if (client.versions.contains(each)) continue;
    throw NotFound("The ledger has no version '" + each + "' of '" + order.client +
                   "'; --client-version says which one the suite is of");
  }
  client.versions = versions;
  return client;
}

// Throws std::runtime_error and NotFound: of nobody.
AblationSubject subject_of(const AblationOrder& order, std::vector<SuiteVisit> visits) {
  std::vector<SuiteVisit> others;
  std::copy_if(visits.begin(), visits.end(), std::back_inserter(others),
               [](const SuiteVisit& each) { return each.client.kind() != "self"; });
  if (!others.empty()) visits = std::move(others);
  if (visits.empty()) {
    throw std::runtime_error("no client of the suite has come to the socket in $QMP_SOCKET");
  }
  AblationSubject subject;
  subject.is_alone = visits.size() == 1;
  const auto named = std::find_if(visits.begin(), visits.end(), [&order](const auto& each) {
    return order.client.empty() || is_called(each.client, order.client);
  });
  if (named == visits.end()) {
    if (!subject.is_alone) {
      throw NotFound("No client '" + order.client + "' comes to the suite, but " +
                     names_of(visits));
    }
    subject.seen = visits.front().client;
    subject.client = client_in_ledger(order, subject.seen);
    return subject;
  }
  if (order.client.empty() && !subject.is_alone) {
    throw NotFound("Several clients come to the suite; --client says which it is about: " +
                   names_of(visits));
  }
  subject.seen = subject.client = named->client;
  if (order.version) subject.client.versions = {*order.version};
  const std::string& kind = subject.client.kind();
  if (kind != "self" && kind != "unattributed" && kind != "overflow") return subject;
  throw NotFound("The suite's client '" + subject.client.name() + "' is " +
                 (kind == "self" ? "our own tool" : "one that cannot be told from others") +
                 "; --client says which client of the ledger the suite is of");
}

std::string duration_text(std::chrono::milliseconds duration) {
  const std::int64_t seconds = (duration.count() + 999) / 1000;
  if (seconds < 60) return std::to_string(seconds) + " s";
  if (seconds < 3600) {
    return std::to_string(seconds / 60) + " min " + std::to_string(seconds % 60) + " s";
  }
  return std::to_string(seconds / 3600) + " h " + std::to_string(seconds / 60 % 60) + " min";
}

// All runs of one ablation.
class Runs {
 public:
  Runs(RunLoop& loop, const AblationOrder& order, AblationState& state)
      : loop_(loop), order_(order), state_(state), ablation_(order.repeats, order.events) {
    for (const AblationRun& run : state.runs()) ablation_.add(run);
    for (const auto& [event, reason] : state.refusals()) ablation_.refuse(event, reason);
    if (!state.runs().empty()) {
      order.progress("goes on after " + std::to_string(state.runs().size()) + " runs");
    }
  }

  Ablation all() {
    while (const auto event = ablation_.next()) run(*event);
    if (ablation_.is_red()) {
      throw SuiteIsRed("the suite fails with nothing muted: " + last_ending_ + " in the last " +
                       std::to_string(Ablation::kControls) +
                       " control runs; nothing can be told from it");
    }
    return ablation_;
  }

 private:
  void run(const std::string& event) {
    announce(event);
    TrialOrder order = order_.trial;
    order.setting.directory /= std::to_string(ablation_.runs().size() + 1);
    fs::create_directories(order.setting.directory);
    const std::optional<AblationSubject>& subject = state_.subject();
    const bool is_one_of_several = subject && !subject->is_alone;
    Trial trial = run_trial(loop_, order, event, is_one_of_several ? &subject->seen : nullptr);
    if (!order_.keeps) fs::remove_all(order.setting.directory);
    if (!trial.refusal.empty()) {
      order_.progress(event + " is not muted: " + trial.refusal);
      ablation_.refuse(event, trial.refusal);
      return state_.keep_refusal(event, trial.refusal);
    }
    // A run that failed early may have had no client.
    if (!subject && (trial.run.passed || !trial.visits.empty())) {
      state_.keep(subject_of(order_, trial.visits));
    }
    add_visit(trial);
    order_.progress(
        trial.run.ending + " after " + duration_text(trial.run.duration) +
        (!event.empty() && trial.run.withheld == 0 ? "; nothing was kept from it" : ""));
    last_ending_ = trial.run.ending;
    ablation_.add(trial.run);
    state_.keep(trial.run);
  }

  void add_visit(Trial& trial) const {
    for (const SuiteVisit& each : trial.visits) {
      if (!state_.subject() || each.client.fingerprint() != state_.subject()->seen.fingerprint()) {
        continue;
      }
      trial.run.received = each.received;
      const auto withheld = each.withheld.find(trial.run.muted);
      if (withheld != each.withheld.end()) trial.run.withheld = withheld->second;
    }
  }

  void announce(const std::string& event) const {
    const std::size_t done = ablation_.runs().size();
    std::string text = "run " + std::to_string(done + 1);
    const bool is_counted = ablation_.controls() >= Ablation::kControls;
    if (is_counted) {
      const auto left = static_cast<std::size_t>(ablation_.runs_left());
      text += " of " + std::to_string(done + left) + ", about " +
              duration_text(ablation_.time_left()) + " left";
    }
    order_.progress(text + ": " + (event.empty() ? "a control" : event + " is muted"));
  }

  RunLoop& loop_;
  const AblationOrder& order_;
  AblationState& state_;
  Ablation ablation_;
  std::string last_ending_ = "it failed";
};

// A running host gives out the ids of experiments: beside one there is evidence alone.
std::size_t write(const AblationOrder& order, const Ablation& ablation,
                  const AblationRecord& record) {
  try {
    OfflineLedger ledger(order.ledger, record.at);
    return add_ablation(ledger.database(), ablation, record, true);
  } catch (const LedgerError& error) {
    if (error.kind() != LedgerError::Kind::in_use) throw;
  }
  return add_ablation(*open_ledger_to_amend(order.ledger), ablation, record, false);
}

}  // namespace

AblationResult ablate(RunLoop& loop, const AblationOrder& order) {
  open_ledger_to_amend(order.ledger);  // before hours of work, not after
  const std::string key = key_of(order);
  const fs::path file = state_file_of(order, key);
  if (order.restart) fs::remove(file);
  AblationState state(file, key);
  try {
    Ablation ablation = Runs(loop, order, state).all();
    if (!state.subject()) throw std::runtime_error("no client of the suite has come");
    const AblationRecord record{state.subject()->client, name_of(order), order.trial.suite.label,
                                seconds_now()};
    const std::size_t evidence = write(order, ablation, record);
    state.remove();
    return {std::move(ablation), record, evidence};
  } catch (const SuiteIsRed&) {
    state.remove();  // the next call begins anew
    throw;
  } catch (...) {
    if (state.runs().empty()) state.remove();
    throw;
  }
}

namespace {

std::string evidence_word(AblationFinding::Result result) {
  if (result == AblationFinding::Result::fails) return "ablation-fail";
  return result == AblationFinding::Result::passes ? "ablation-pass" : "";
}

std::string meaning_of(const AblationFinding& finding) {
  const std::string runs = std::to_string(finding.runs);
  const std::string failed = std::to_string(finding.failures) + " of " + runs + " runs";
  switch (finding.result) {
    case AblationFinding::Result::fails: return "needed: the suite fails without it, " + failed;
    case AblationFinding::Result::passes:
      return "not needed: the suite passes without it, " + runs + " of " + runs + " runs";
    case AblationFinding::Result::flaky: return "no evidence: fails without it in " + failed;
    case AblationFinding::Result::not_received:
      return finding.kinds.empty() ? "no evidence: the client was not sent it"
                                   : "no evidence: there was nothing to keep from the client";
    case AblationFinding::Result::refused: return "not muted: " + finding.reason;
    case AblationFinding::Result::pending: break;
  }
  return "pending";
}

}  // namespace

std::string text_of(const AblationResult& result, const std::string& ledger) {
  const Ablation& ablation = result.ablation;
  std::string text = title_of(result.record, ablation) + ": " +
                     std::to_string(ablation.controls() - ablation.failed_controls()) + " of " +
                     std::to_string(ablation.controls()) + " controls passed" +
                     (ablation.is_flaky() ? "; the suite is flaky" : "") + "\n";
  const std::vector<AblationFinding> findings = ablation.findings();
  std::size_t width = 0;
  for (const AblationFinding& each : findings) width = std::max(width, each.event.size());
  for (const AblationFinding& each : findings) {
    text += "  " + each.event + std::string(width - each.event.size() + 2, ' ') + meaning_of(each) +
            "\n";
  }
  if (findings.empty()) text += "  its client was sent no legacy event\n";
  return text + std::to_string(result.evidence) + (result.evidence == 1 ? " row" : " rows") +
         " of evidence for '" + result.record.client.name() + "' in '" + ledger + "'\n";
}

std::string json_of(const AblationResult& result) {
  const Ablation& ablation = result.ablation;
  json::array events;
  for (const AblationFinding& each : ablation.findings()) {
    json::object event{{"event", each.event},
                       {"result", word_of(each.result)},
                       {"runs", each.runs},
                       {"failed", each.failures},
                       {"items", json::array(each.kinds.begin(), each.kinds.end())}};
    const std::string evidence = evidence_word(each.result);
    if (!evidence.empty()) event["evidence"] = evidence;
    if (!each.reason.empty()) event["reason"] = each.reason;
    events.push_back(std::move(event));
  }
  const AblationRecord& record = result.record;
  const json::array versions(record.client.versions.begin(), record.client.versions.end());
  return strict_json(
             json::object{{"suite", record.suite},
                          {"tests", ablation.tests()},
                          {"label", record.label},
                          {"client", json::object{{"name", record.client.name()},
                                                  {"fingerprint", record.client.fingerprint()},
                                                  {"versions", versions}}},
                          {"controls", json::object{{"runs", ablation.controls()},
                                                    {"failed", ablation.failed_controls()},
                                                    {"flaky", ablation.is_flaky()}}},
                          {"runs", ablation.runs().size()},
                          {"events", events},
                          {"evidence", result.evidence}}) +
         "\n";
}

}  // namespace signalbox::cli
