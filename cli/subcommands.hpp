// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace signalbox::cli {

class Command;

// Each adds one subcommand, in the file of its name. It sets `exit_code`, which must outlive the
// parsing, and throws what main() turns into one line.
void add_call(Command app, int& exit_code);
void add_watch(Command app, int& exit_code);
void add_signals(Command app, int& exit_code);
void add_shell(Command app, int& exit_code);
void add_compare(Command app, int& exit_code);

void add_ledger_ablate(Command ledger, int& exit_code);
void add_ledger_baseline(Command ledger, int& exit_code);
void add_ledger_check(Command ledger, int& exit_code);
void add_ledger_diff(Command ledger, int& exit_code);
void add_ledger_evidence(Command ledger, int& exit_code);
void add_ledger_export(Command ledger, int& exit_code);
void add_ledger_forget(Command ledger, int& exit_code);
void add_ledger_guide(Command ledger, int& exit_code);
void add_ledger_merge(Command ledger, int& exit_code);
void add_ledger_migrate(Command ledger, int& exit_code);
void add_ledger_prune(Command ledger, int& exit_code);
void add_ledger_resolve(Command ledger, int& exit_code);
void add_ledger_waive(Command ledger, int& exit_code);

void add_plugin_check(Command plugin, int& exit_code);
void add_plugin_list(Command plugin, int& exit_code);
void add_plugin_load(Command plugin, int& exit_code);
void add_plugin_new(Command plugin, int& exit_code);
void add_plugin_unload(Command plugin, int& exit_code);

void add_ledger_brownout(Command ledger, int& exit_code);
void add_ledger_stage(Command ledger, int& exit_code);

void add_record(Command app, int& exit_code);
void add_redact(Command app, int& exit_code);
void add_scenario(Command app, int& exit_code);
void add_shrink(Command app, int& exit_code);

void add_schema_check(Command schema, int& exit_code);
void add_schema_diff(Command schema, int& exit_code);

}  // namespace signalbox::cli
