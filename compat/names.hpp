// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "compat/pseudonym.hpp"

namespace SQLite {
class Database;
}

namespace signalbox {

struct CaseFile;

// What reports call clients and people: by their names, or, where a report goes to others, by
// pseudonyms. A pseudonym is the same in every report of one ledger, and tells nothing to whoever
// does not have that ledger: it is a hash keyed by the ledger's UUID, which no report prints.
class Names {
 public:
  enum class Style { plain, pseudonymous };

  // Of the ledger `view`. Throws SQLite::Exception.
  Names(Style style, SQLite::Database& view);

  bool are_pseudonyms() const { return style_ == Style::pseudonymous; }

  // "backup.py", or as pseudonym() says. A client is known by its fingerprint.
  std::string client(std::string_view fingerprint, std::string_view name) const;

  // "client-0fb59c1e3791d20a", in either style.
  std::string pseudonym(std::string_view fingerprint) const;

  // "M. Lead", or "person-41b02c88d1c65e0f"; nobody is nobody.
  std::string person(std::string_view name) const;

  // What somebody wrote, which may name people: itself, or nothing.
  std::string free_text(std::string_view text) const;

 private:
  Style style_;
  Pseudonyms pseudonyms_;
};

// Puts what `names` shows in the place of every name and text in it that may be a person's.
void hide_names(const Names& names, CaseFile& file);

}  // namespace signalbox
