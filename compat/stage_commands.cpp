// SPDX-License-Identifier: Apache-2.0
//
// The commands that move items through their stages, and what clients ask about them; prototypes
// come from qmp-schema.json.

#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>

#include <boost/json/object.hpp>

#include "compat/audience.hpp"
#include "compat/client_names.hpp"
#include "compat/compatibility.hpp"
#include "compat/find_observer.hpp"
#include "compat/qmp_commands.h"
#include "compat/visitors.hpp"
#include "host/later_reply.hpp"
#include "host/machine.hpp"
#include "host/session.hpp"
#include "wire/value.hpp"

using namespace signalbox;

namespace {

Compatibility* compatibility(Error** errp) {
  Compatibility* const found = find_observer<Compatibility>(this_call().host);
  if (found == nullptr) error_set(errp, "GenericError", "No ledger is configured");
  return found;
}

// Who is behind an administrator's session, unless she says so.
std::string person(const Compatibility& compatibility, const char* by) {
  if (by != nullptr && *by != '\0') return by;
  const std::string& user = compatibility.visitors.of(this_call().session).client.user;
  return user.empty() ? "unknown" : user;
}

ItemName item_name(const char* name, bool has_item, LedgerItem item) {
  return {has_item ? static_cast<ItemKind>(item) : ItemKind::default_connection, name};
}

char* copy(const std::string& text) {
  return ::strdup(text.c_str());
}

char* copy_unless_empty(const std::string& text) {
  return text.empty() ? nullptr : copy(text);
}

template <typename List>
auto* append(List**& last) {
  *last = static_cast<List*>(std::calloc(1, sizeof(List)));
  using Value = std::remove_pointer_t<decltype((*last)->value)>;
  auto* const value = (*last)->value = static_cast<Value*>(std::calloc(1, sizeof(Value)));
  last = &(*last)->next;
  return value;
}

constexpr const char* kEndsException = "default";

// The generated code encodes it, for nobody: the answer comes later.
StageOutcome* ignored_outcome() {
  auto* const outcome = static_cast<StageOutcome*>(std::calloc(1, sizeof(StageOutcome)));
  outcome->verdict = copy("");
  return outcome;
}

CompatSelf* ignored_self() {
  auto* const self = static_cast<CompatSelf*>(std::calloc(1, sizeof(CompatSelf)));
  self->name = copy("");
  self->version = copy("");
  self->fingerprint = copy("");
  return self;
}

// False: the word is no stage.
bool read_stage(const char* word, StageChange& change, Error** errp) {
  if (std::strcmp(word, kEndsException) == 0 && !change.client.empty()) {
    change.ends_exception = true;
    return true;
  }
  const auto stage = stage_of(word);
  if (stage) change.stage = *stage;
  if (stage) return true;
  error_set(errp, "GenericError",
            "Parameter 'stage' expects active, announced, warned, brownout, hidden (of a command: "
            "reject) or removed, and not '%s'",
            word);
  return false;
}

}  // namespace

StageOutcome* qmp_set_stage(const char* name, const char* stage, bool has_item, LedgerItem item,
                            const char* client, const char* by, Error** errp) {
  Compatibility* const all = compatibility(errp);
  if (all == nullptr) return nullptr;
  StageChange change;
  change.item = item_name(name, has_item, item);
  change.person = person(*all, by);
  if (client != nullptr) change.client = fingerprint_of(client, errp);
  if (client != nullptr && change.client.empty()) return nullptr;
  if (!read_stage(stage, change, errp)) return nullptr;
  const LaterReply reply(this_call());
  all->stages.change(
      std::move(change), [reply] { return reply.is_awaited(); },
      [reply](const StageResult& outcome) {
        if (!outcome.refusal.empty()) return reply.refuse(outcome.refusal);
        reply.answer(print(boost::json::object{{"from", word(outcome.from)},
                                               {"verdict", outcome.verdict},
                                               {"forced", outcome.is_forced}}));
      });
  return ignored_outcome();
}

StageInfoList* qmp_query_stages(Error** errp) {
  Compatibility* const all = compatibility(errp);
  if (all == nullptr) return nullptr;
  StageInfoList* first = nullptr;
  StageInfoList** last = &first;
  for (const StageRow& each : all->stages.rows()) {
    StageInfo* const info = append(last);
    info->name = copy(each.item.name);
    info->item = static_cast<LedgerItem>(each.item.kind);
    info->stage = static_cast<CompatStage>(each.stage);
    info->client = copy_unless_empty(each.client);
  }
  return first;
}

std::int64_t qmp_plan_brownout(const char* name, std::int64_t starts, std::int64_t ends,
                               bool has_item, LedgerItem item, const char* client,
                               const char* machine, const char* by, const char* accept_lost_state,
                               Error** errp) {
  Compatibility* const all = compatibility(errp);
  if (all == nullptr) return 0;
  Audience audience;
  Brownout brownout;
  if (!read_audience(client, nullptr, machine, audience, errp)) return 0;
  if (!accept_loss(client, accept_lost_state, brownout.loses_state, errp)) return 0;
  brownout.item = item_name(name, has_item, item);
  const bool is_event =
      brownout.item.kind != ItemKind::command && brownout.item.kind != ItemKind::argument;
  const std::string why = is_event ? refusal(name, audience, brownout.loses_state) : "";
  if (!why.empty()) error_set(errp, "GenericError", "%s", why.c_str());
  if (!why.empty()) return 0;
  brownout.client = audience.client;
  brownout.machine = audience.machine;
  brownout.starts = starts;
  brownout.ends = ends;
  brownout.person = person(*all, by);
  all->brownouts.plan(std::move(brownout), [reply = LaterReply(this_call())](
                                               const std::string& error, std::uint64_t id) {
    error.empty() ? reply.answer(std::to_string(id)) : reply.refuse(error);
  });
  return 0;
}

void qmp_cancel_brownout(std::int64_t brownout, Error** errp) {
  Compatibility* const all = compatibility(errp);
  if (all == nullptr) return;
  all->brownouts.cancel(static_cast<std::uint64_t>(brownout), [reply = LaterReply(this_call()),
                                                               brownout](bool is_cancelled) {
    if (is_cancelled) return reply.answer("{}");
    reply.refuse("Brownout " + std::to_string(brownout) + " is neither to come nor under way");
  });
}

BrownoutInfoList* qmp_query_brownouts(Error** errp) {
  Compatibility* const all = compatibility(errp);
  if (all == nullptr) return nullptr;
  BrownoutInfoList* first = nullptr;
  BrownoutInfoList** last = &first;
  for (const Brownout& each : all->brownouts.planned()) {
    BrownoutInfo* const info = append(last);
    info->id = static_cast<std::int64_t>(each.id);
    info->name = copy(each.item.name);
    info->item = static_cast<LedgerItem>(each.item.kind);
    info->starts = each.starts;
    info->ends = each.ends;
    info->client = copy_unless_empty(each.client);
    info->machine = copy_unless_empty(each.machine);
  }
  return first;
}

CompatSelf* qmp_query_compat_self(Error** errp) {
  Compatibility* const all = compatibility(errp);
  if (all == nullptr) return nullptr;
  const LaterReply reply(this_call());
  all->self_report.make(
      this_call().session, [reply] { return reply.is_awaited(); },
      [reply](const std::string& refusal, const std::string& json) {
        refusal.empty() ? reply.answer(json) : reply.refuse(refusal);
      });
  return ignored_self();
}

CompatNoticeEvent* qmp_compat_notice_event(Error** errp) {
  const Machine& machine = this_machine();
  Compatibility* const all = find_observer<Compatibility>(machine.host());
  if (all != nullptr) return &all->notices.event(machine);
  error_set(errp, "GenericError", "No ledger is configured: nothing is to be removed");
  return nullptr;
}
