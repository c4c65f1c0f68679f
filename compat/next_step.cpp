// SPDX-License-Identifier: Apache-2.0
#include "compat/next_step.hpp"

#include <algorithm>

#include "compat/catalogue.hpp"
#include "compat/utc.hpp"
#include "compat/verdict.hpp"

namespace signalbox {
namespace {

// A word for a shell.
std::string quoted(const std::string& text) {
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? "'\\''" : std::string(1, c);
  return word + "'";
}

std::string resolve_command(const Subject& subject, const Item& item) {
  return "signalbox ledger resolve " + item.name + " --client " + quoted(subject.name) +
         " --by NAME --reason TEXT";
}

std::string statement_command(const Subject& subject, const Item& item,
                              const std::string& what = "unused") {
  std::string command = "signalbox ledger evidence add " + item.name + " " + what + " --client " +
                        quoted(subject.name) + " --by NAME --reason TEXT";
  if (!subject.version.empty()) command += " --client-version " + quoted(subject.version);
  return command;
}

// The last version of the same client that was seen after this one.
const Subject* later_build(const Subject& subject, const CaseFile& file) {
  const Subject* latest = nullptr;
  for (const auto& [id, each] : file.builds) {
    if (each.client != subject.client || each.build_last_seen <= subject.build_last_seen) continue;
    if (latest == nullptr || each.build_last_seen > latest->build_last_seen) latest = &each;
  }
  return latest;
}

bool has_opted_out(const Standing& standing) {
  return standing.decisive && standing.evidence[*standing.decisive].kind == EvidenceKind::opt_out;
}

bool has_quiet_suite(const Standing& standing) {
  return std::any_of(standing.evidence.begin(), standing.evidence.end(), [](const Evidence& each) {
    return each.kind == EvidenceKind::ablation_pass && each.doubt.empty();
  });
}

}  // namespace

NextStep next_step_of(const Standing& standing, const Item& item, const CaseFile& file) {
  const Subject& subject = *standing.subject;
  if (subject.is_many()) return {subject.help, {}};
  if (standing.is_dormant) {
    return {"not seen since " + date_text(subject.client_last_seen) +
                ": find out whether it still exists, and resolve it if not",
            resolve_command(subject, item)};
  }
  if (const Subject* const later = later_build(subject, file)) {
    return {"version " + (later->version.empty() ? "(not declared)" : later->version) +
                " came after it: resolve this one if it runs nowhere any more",
            resolve_command(subject, item)};
  }
  if (has_opted_out(standing)) {
    return {
        "it has opted out since; find out whether it runs anywhere as before, and resolve it if "
        "not",
        resolve_command(subject, item)};
  }
  const std::string versions = known_versions(subject.path);
  if (!versions.empty()) {
    return {"the catalogue knows its versions " + versions + ": say which it is, if it is one",
            statement_command(subject, item, "--catalogue VERSION")};
  }
  if (has_quiet_suite(standing)) {
    return {"its suite is green without it: have a person who answers for it say so",
            statement_command(subject, item)};
  }
  if (!subject.contact.empty()) {
    return {"ask " + subject.contact + " whether it needs " + item.name,
            statement_command(subject, item)};
  }
  return {
      "have it opt out of what it does not need, or declare its interest; "
      "the guide prints what it has to send",
      "signalbox ledger guide " + quoted(subject.name)};
}

}  // namespace signalbox
