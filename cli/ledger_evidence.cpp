// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>

#include "cli/command.hpp"
#include "cli/decision_time.hpp"
#include "cli/exit_code.hpp"
#include "cli/ledger_options.hpp"
#include "cli/subcommands.hpp"
#include "compat/catalogue.hpp"
#include "compat/decisions.hpp"
#include "compat/ledger_file.hpp"

namespace signalbox::cli {
namespace {

struct Options {
  LedgerOptions ledger;
  Decider decider;
  std::string client;
  std::string item;
  std::string sign;
  std::string kind;
  std::optional<std::string> version;
  std::string catalogue;
};

std::string path_of(SQLite::Database& ledger, std::int64_t client) {
  SQLite::Statement row(ledger, "SELECT iif(script = '', exe, script) FROM client WHERE id = ?");
  row.bind(1, client);
  row.executeStep();
  return row.getColumn(0);
}

// What the catalogue says of a version that a person says it is.
void ask_catalogue(const Options& options, SQLite::Database& ledger, std::int64_t client,
                   Evidence& evidence) {
  const std::string path = path_of(ledger, client);
  const CatalogueEntry* const entry = find_in_catalogue(path, options.catalogue);
  if (entry == nullptr || !entry->handles) {
    const std::string known = known_versions(path);
    throw NotFound("The catalogue does not know version '" + options.catalogue + "' of '" + path +
                   "'" + (known.empty() ? "" : ", but " + known));
  }
  const bool handles = entry->handles_event(options.item);
  evidence.sign = handles ? Sign::used : Sign::unused;
  evidence.reason +=
      std::string(" (") + entry->source + (handles ? " has it)" : " has no such event)");
}

void add(const Options& options) {
  const std::unique_ptr<SQLite::Database> ledger = open_ledger_to_amend(options.ledger.ledger);
  const std::int64_t client = find_client(*ledger, options.client);
  Evidence evidence;
  evidence.kind = EvidenceKind::statement;
  evidence.sign = options.sign == "used" ? Sign::used : Sign::unused;
  evidence.person = options.decider.person;
  evidence.reason = options.decider.reason;
  if (!options.catalogue.empty()) ask_catalogue(options, *ledger, client, evidence);
  evidence.strength = strength_of(evidence.kind, evidence.sign);
  const std::vector<std::int64_t> builds = find_builds(*ledger, client, options.version);
  const std::vector<std::int64_t> items = find_items(*ledger, options.item, options.kind);
  evidence.at = seconds_now();
  if (evidence.sign == Sign::unused) {
    const DecisionTime time = time_of_decision(options.ledger.ledger, {client}, items);
    evidence.at = time.at;
    warn_of_connected(time);
  }
  add_evidence(*ledger, builds, items, evidence);
  const std::string sign(word_of(evidence.sign));
  tell(options.ledger.format, {{"item", options.item}, {"sign", sign}, {"versions", builds.size()}},
       "Noted for " + std::to_string(builds.size()) +
           (builds.size() == 1 ? " version: " : " versions: ") + options.item + " is " + sign +
           ".\n");
}

}  // namespace

void add_ledger_evidence(Command ledger, int& exit_code) {
  const auto options = std::make_shared<Options>();
  Command evidence = ledger.subcommand("evidence", "What speaks for or against a need");
  evidence.require_subcommand();
  Command command =
      evidence.subcommand("add", "Note what a named person says about a client's need");
  add_ledger_options(command, options->ledger, {"text", "json"});
  command.option("ITEM", options->item, "As BLOCK_IO_ERROR").required();
  const Option sign =
      command.option("SIGN", options->sign, "'used' or 'unused'").one_of({"used", "unused"});
  command.option("--client", options->client, "A name, or the start of a fingerprint").required();
  command.option("--client-version", options->version,
                 "Only this version of it, '' where it declares none; else all so far");
  command
      .option("--catalogue", options->catalogue,
              "It is this version of a program whose source is known to us: SIGN is what "
              "that says")
      .excludes(sign);
  command.option("--kind", options->kind, "Only its 'default-connection', or only the 'event'");
  add_decider(command, options->decider);
  command.footer(
      "May be done beside a running host. Exit codes: 0 done, 1 error, 2 usage, 16 migrate first,\n"
      "17 the ledger is newer.");
  command.callback([options, &exit_code] {
    if (options->sign.empty() && options->catalogue.empty()) {
      fail_without("SIGN or --catalogue");
    }
    add(*options);
    exit_code = kExitPass;
  });
}

}  // namespace signalbox::cli
