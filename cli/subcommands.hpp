// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace CLI {
class App;
}

namespace signalbox::cli {

// Each adds one subcommand, in the file of its name. It sets `exit_code`, which must outlive the
// parsing, and throws what main() turns into one line.
void add_call(CLI::App& app, int& exit_code);
void add_watch(CLI::App& app, int& exit_code);
void add_shell(CLI::App& app, int& exit_code);
void add_compare(CLI::App& app, int& exit_code);

void add_ledger_ablate(CLI::App& ledger, int& exit_code);
void add_ledger_baseline(CLI::App& ledger, int& exit_code);
void add_ledger_check(CLI::App& ledger, int& exit_code);
void add_ledger_diff(CLI::App& ledger, int& exit_code);
void add_ledger_evidence(CLI::App& ledger, int& exit_code);
void add_ledger_export(CLI::App& ledger, int& exit_code);
void add_ledger_forget(CLI::App& ledger, int& exit_code);
void add_ledger_guide(CLI::App& ledger, int& exit_code);
void add_ledger_merge(CLI::App& ledger, int& exit_code);
void add_ledger_migrate(CLI::App& ledger, int& exit_code);
void add_ledger_prune(CLI::App& ledger, int& exit_code);
void add_ledger_resolve(CLI::App& ledger, int& exit_code);
void add_ledger_waive(CLI::App& ledger, int& exit_code);

void add_plugin_check(CLI::App& plugin, int& exit_code);
void add_plugin_list(CLI::App& plugin, int& exit_code);
void add_plugin_load(CLI::App& plugin, int& exit_code);
void add_plugin_new(CLI::App& plugin, int& exit_code);
void add_plugin_unload(CLI::App& plugin, int& exit_code);

void add_ledger_brownout(CLI::App& ledger, int& exit_code);
void add_ledger_stage(CLI::App& ledger, int& exit_code);

void add_record(CLI::App& app, int& exit_code);
void add_redact(CLI::App& app, int& exit_code);
void add_scenario(CLI::App& app, int& exit_code);
void add_shrink(CLI::App& app, int& exit_code);

void add_schema_check(CLI::App& schema, int& exit_code);
void add_schema_diff(CLI::App& schema, int& exit_code);

}  // namespace signalbox::cli
