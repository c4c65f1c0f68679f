// SPDX-License-Identifier: Apache-2.0
#include "compat/names.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include "compat/case_file.hpp"

namespace signalbox {

Names::Names(Style style, SQLite::Database& view)
    : style_(style), pseudonyms_(view.execAndGet("SELECT uuid FROM ledger").getString()) {}

std::string Names::client(std::string_view fingerprint, std::string_view name) const {
  return are_pseudonyms() ? pseudonym(fingerprint) : std::string(name);
}

std::string Names::pseudonym(std::string_view fingerprint) const {
  return pseudonyms_.of("client", fingerprint);
}

std::string Names::person(std::string_view name) const {
  return are_pseudonyms() ? pseudonyms_.of("person", name) : std::string(name);
}

std::string Names::free_text(std::string_view text) const {
  return are_pseudonyms() ? std::string() : std::string(text);
}

void hide_names(const Names& names, CaseFile& file) {
  if (!names.are_pseudonyms()) return;
  for (auto& [id, subject] : file.builds) {
    subject.name = names.client(subject.fingerprint, subject.name);
    subject.path.clear();
    subject.unit.clear();
    subject.contact.clear();
  }
  for (auto& [key, dossier] : file.dossiers) {
    for (Evidence& each : dossier.evidence) {
      each.person = names.person(each.person);
      if (!each.person.empty()) each.reason.clear();
    }
  }
  for (auto& [key, resolution] : file.resolutions) {
    resolution.person = names.person(resolution.person);
    resolution.reason = names.free_text(resolution.reason);
  }
  for (Waiver& each : file.waivers) {
    each.owner = names.person(each.owner);
    each.reason = names.free_text(each.reason);
  }
}

}  // namespace signalbox
