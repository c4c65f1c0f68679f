// SPDX-License-Identifier: Apache-2.0
//
// The commands that begin and end experiments; prototypes come from qmp-schema.json.

#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>

#include "compat/audience.hpp"
#include "compat/experiments.hpp"
#include "compat/find_observer.hpp"
#include "compat/qmp_commands.h"
#include "host/call.hpp"
#include "host/host.hpp"
#include "host/later_reply.hpp"
#include "host/machine.hpp"
#include "host/session.hpp"

using namespace signalbox;

namespace {

// Answers with its id when it is on disk and has begun. The returned one goes to nobody.
std::int64_t begin(Experiments& experiments, Experiment experiment, bool keep) {
  Call& call = this_call();
  experiment.begun_by = keep ? 0 : call.session.id();
  experiments.begin(std::move(experiment),
                    [reply = LaterReply(call)](const std::string& refusal, std::uint64_t id) {
                      refusal.empty() ? reply.answer(std::to_string(id)) : reply.refuse(refusal);
                    });
  return 0;
}

char* copy(const std::string& text) {
  return ::strdup(text.c_str());
}

char* copy_unless_empty(const std::string& text) {
  return text.empty() ? nullptr : copy(text);
}

ExperimentInfo* describe(const Experiment& experiment) {
  auto* const info = static_cast<ExperimentInfo*>(std::calloc(1, sizeof(ExperimentInfo)));
  info->id = static_cast<std::int64_t>(experiment.id);
  info->kind = static_cast<ExperimentKind>(experiment.kind);
  info->event = copy_unless_empty(experiment.event);
  info->client = copy_unless_empty(experiment.audience.client);
  info->label = copy_unless_empty(experiment.audience.label);
  info->machine = copy_unless_empty(experiment.audience.machine);
  info->started = experiment.started;
  info->muted = experiment.muted;
  info->has_milliseconds = experiment.kind == Experiment::Kind::delay;
  info->milliseconds = experiment.delay.count();
  return info;
}

}  // namespace

std::int64_t qmp_mute_event(const char* event, const char* client, const char* label,
                            const char* machine, bool has_item, LedgerItem item, const char* suite,
                            bool has_keep, bool keep, const char* accept_lost_state, Error** errp) {
  Experiments* const all = experiments_of_host(errp);
  if (all == nullptr) return 0;
  Experiment experiment;
  if (!read_audience(client, label, machine, experiment.audience, errp)) return 0;
  experiment.kind = suite == nullptr ? Experiment::Kind::mute : Experiment::Kind::ablation;
  experiment.event = event;
  experiment.default_connections = !has_item || item == LI_DEFAULT_CONNECTION;
  experiment.explicit_connections = !has_item || item == LI_EVENT;
  if (!experiment.default_connections && !experiment.explicit_connections) {
    error_set(errp, "GenericError", "Parameter 'item' expects default-connection or event");
    return 0;
  }
  if (suite != nullptr) experiment.suite = suite;
  if (!accept_loss(client, accept_lost_state, experiment.loses_state, errp)) return 0;
  const std::string why = refusal(event, experiment.audience, experiment.loses_state);
  if (why.empty()) return begin(*all, std::move(experiment), has_keep && keep);
  error_set(errp, "GenericError", "%s", why.c_str());
  return 0;
}

std::int64_t qmp_delay_client(std::int64_t milliseconds, const char* client, const char* label,
                              const char* machine, bool has_keep, bool keep, Error** errp) {
  Experiments* const all = experiments_of_host(errp);
  if (all == nullptr) return 0;
  Experiment experiment;
  experiment.kind = Experiment::Kind::delay;
  experiment.delay = std::chrono::milliseconds(milliseconds);
  if (milliseconds < 1 || experiment.delay > Experiment::kMaxDelay) {
    error_set(errp, "GenericError", "Parameter 'milliseconds' expects a value from 1 to %d",
              static_cast<int>(Experiment::kMaxDelay.count()));
    return 0;
  }
  if (!read_audience(client, label, machine, experiment.audience, errp)) return 0;
  const std::string refused = this_call().host.limits().refusal(
      Limit::delayed_sessions, all->most_sessions(experiment.audience), "delay-client");
  if (refused.empty()) return begin(*all, std::move(experiment), has_keep && keep);
  error_set(errp, "GenericError", "%s", refused.c_str());
  return 0;
}

void qmp_end_experiment(std::int64_t experiment, bool has_outcome, ExperimentOutcome outcome,
                        const char* reason, Error** errp) {
  Experiments* const all = experiments_of_host(errp);
  if (all == nullptr) return;
  const auto how =
      has_outcome ? static_cast<Experiment::Outcome>(outcome) : Experiment::Outcome::quiet;
  const auto id = static_cast<std::uint64_t>(experiment);
  if (all->end(id, how, reason == nullptr ? "" : reason)) return;
  error_set(errp, "GenericError", "Experiment %lld is not under way",
            static_cast<long long>(experiment));
}

ExperimentInfoList* qmp_query_experiments(Error** /*errp*/) {
  ExperimentInfoList* first = nullptr;
  ExperimentInfoList** last = &first;
  const Experiments* const all = find_observer<Experiments>(this_call().host);
  if (all == nullptr) return nullptr;
  for (const auto& [id, each] : all->under_way()) {
    *last = static_cast<ExperimentInfoList*>(std::calloc(1, sizeof(ExperimentInfoList)));
    (*last)->value = describe(each);
    last = &(*last)->next;
  }
  return first;
}
