// SPDX-License-Identifier: Apache-2.0
#include "compat/compatibility.hpp"

#include <algorithm>
#include <utility>

#include "compat/default_connections.hpp"
#include "compat/verdict.hpp"
#include "host/connection.hpp"
#include "host/session.hpp"

namespace signalbox {
namespace {

// Days of watching that settle a client for stage hidden: fewer, as a client can turn a hidden
// event on again.
constexpr int kDaysToHide = 90;

}  // namespace

std::string ledger_verdict(SQLite::Database& ledger, const ItemName& item, Stage next,
                           std::int64_t now) {
  Thresholds thresholds;
  if (next == Stage::removed) thresholds.coverage_days = thresholds.removal_days;
  if (next == Stage::hidden) thresholds.settle_days = kDaysToHide;
  const CaseFile file = read_case_file(ledger, now);
  for (const ItemVerdict& each : judge(file, now, thresholds)) {
    const bool is_it = each.item->kind == word(item.kind) && each.item->name == item.name;
    if (is_it) return std::string(stored_word_of(each.verdict));
  }
  return std::string(stored_word_of(Verdict::unknown));
}

Compatibility::Compatibility(Loop& loop, const std::filesystem::path& ledger,
                             const std::string& admin, DefaultConnections& defaults,
                             const ClientInfos& infos, const Visitors& its_visitors,
                             const LimitValues& limits, Clock clock)
    : visitors(its_visitors),
      books(loop, ledger, limits, std::move(clock)),
      stages(books, visitors, ledger_verdict),
      recorder(loop, books, defaults, infos, visitors, limits[Limit::ledger_changes]),
      successors(books, visitors),
      names(books.opening().clients, visitors),
      experiments(books, visitors),
      brownouts(loop, books, visitors, stages, experiments),
      notices(loop, books, visitors, stages),
      self_report(books, visitors, stages, experiments, brownouts),
      delivery(experiments, stages),
      deprecations(books, recorder, delivery) {
  books.tally().set_admin(admin);
  defaults.follow(stages);
}

std::vector<Observer*> Compatibility::observers() {
  return {&stages,    &recorder, &successors,   &names, &experiments,
          &brownouts, &notices,  &deprecations, this};
}

void Compatibility::asked_back(const Session& session,
                               const std::optional<std::vector<std::string>>& events) {
  for (const Connection* const each : session.connections()) {
    if (!each->is_default() || !each->muted) continue;
    const bool is_meant =
        !events || std::find(events->begin(), events->end(), each->event()) != events->end();
    if (is_meant) brownouts.asked_back(session, {ItemKind::default_connection, each->event()});
  }
}

}  // namespace signalbox
