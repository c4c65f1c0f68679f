// SPDX-License-Identifier: Apache-2.0
#include "compat/balance.hpp"

#include <span>

#include <SQLiteCpp/SQLiteCpp.h>

namespace signalbox {
namespace {

// Each check gives one text per fault. Of the file and of each day, which takes long:
constexpr const char* kFileChecks[] = {
    "SELECT 'SQLite: ' || integrity_check FROM pragma_integrity_check "
    "WHERE integrity_check <> 'ok'",

    "SELECT 'Row ' || rowid || ' of ' || \"table\" || ' refers to a missing row of ' || parent "
    "FROM pragma_foreign_key_check",

    "SELECT 'Use ' || use.id || ': its totals are not the sum of its days' FROM use "
    "LEFT JOIN use_day AS d ON d.use = use.id GROUP BY use.id HAVING "
    "(use.due, use.delivered, use.filtered, use.muted, use.failed) <> "
    "(coalesce(sum(d.due), 0), coalesce(sum(d.delivered), 0), coalesce(sum(d.filtered), 0), "
    "coalesce(sum(d.muted), 0), coalesce(sum(d.failed), 0))",
};

// Of what is written in it. While a run goes on, what is due at a connection may be folded after
// what was due at the signal, never before:
constexpr const char* kBookChecks[] = {
    "SELECT 'Account ' || id || ': ' || (delivered + filtered + muted + failed) || "
    "' are settled, but only ' || due || ' were due' FROM account "
    "WHERE delivered + filtered + muted + failed > due",

    "SELECT 'Account ' || id || ' is closed, but ' || (due - delivered - filtered - muted - "
    "failed) "
    "|| ' of ' || due || ' due are pending' FROM account WHERE closed IS NOT NULL "
    "AND delivered + filtered + muted + failed < due",

    // The sums of accounts by run, machine and item are made once, and not for each emission: that
    // would be the square of the sessions.
    "WITH booked AS (SELECT session.run, use.machine, use.item, sum(account.due) AS due "
    "FROM account JOIN use ON use.id = account.use JOIN session ON session.id = account.session "
    "WHERE session.build = use.build AND session.machine = use.machine GROUP BY 1, 2, 3), "
    "signalled AS (SELECT run, machine, event, 'default-connection' AS kind, 'default' AS mode, "
    "due_default + unfinished_default AS due FROM emission_account UNION ALL "
    "SELECT run, machine, event, 'event', 'explicit', due_explicit + unfinished_explicit "
    "FROM emission_account) "
    "SELECT machine.name || ', ' || s.event || ', run ' || s.run || ': ' || s.due || "
    "' were due to ' || s.mode || ' connections at the signal, ' || coalesce(booked.due, 0) || "
    "' at the connections' FROM signalled AS s JOIN machine ON machine.id = s.machine "
    "JOIN run ON run.id = s.run LEFT JOIN item ON item.kind = s.kind AND item.name = s.event "
    "LEFT JOIN booked ON booked.run = s.run AND booked.machine = s.machine "
    "AND booked.item = item.id WHERE iif(run.ended IS NULL, s.due < coalesce(booked.due, 0), "
    "s.due <> coalesce(booked.due, 0)) ORDER BY s.kind, s.run, s.machine, s.event",

    "SELECT 'Use ' || use.id || ': its totals are not the sum of its accounts' FROM use "
    "LEFT JOIN account ON account.use = use.id GROUP BY use.id HAVING "
    "(use.due, use.delivered, use.filtered, use.muted, use.failed) <> "
    "(coalesce(sum(account.due), 0), coalesce(sum(account.delivered), 0), "
    "coalesce(sum(account.filtered), 0), coalesce(sum(account.muted), 0), "
    "coalesce(sum(account.failed), 0))",

    "SELECT machine.name || ', ' || e.event || ': ' || sum(e.emissions) || ' emissions of all "
    "runs, "
    "' || (SELECT coalesce(sum(d.emissions), 0) FROM emission_day AS d WHERE d.machine = e.machine "
    "AND d.event = e.event) || ' of all days' FROM emission_account AS e "
    "JOIN machine ON machine.id = e.machine GROUP BY e.machine, e.event HAVING sum(e.emissions) <> "
    "(SELECT coalesce(sum(d.emissions), 0) FROM emission_day AS d WHERE d.machine = e.machine "
    "AND d.event = e.event)",
};

void add_faults(SQLite::Database& ledger, std::span<const char* const> checks,
                std::vector<std::string>& faults) {
  for (const char* const check : checks) {
    SQLite::Statement fault(ledger, check);
    while (fault.executeStep()) faults.push_back(fault.getColumn(0));
  }
}

}  // namespace

std::vector<std::string> unbalanced_books(SQLite::Database& ledger) {
  std::vector<std::string> faults;
  add_faults(ledger, kBookChecks, faults);
  return faults;
}

std::vector<std::string> imbalances(SQLite::Database& ledger) {
  std::vector<std::string> faults;
  add_faults(ledger, kFileChecks, faults);
  add_faults(ledger, kBookChecks, faults);
  return faults;
}

}  // namespace signalbox
