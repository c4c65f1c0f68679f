// SPDX-License-Identifier: Apache-2.0
#include "cli/ledger_access.hpp"

#include <pwd.h>
#include <unistd.h>

#include <map>

#include <SQLiteCpp/SQLiteCpp.h>

#include "cli/host_connection.hpp"
#include "cli/named_values.hpp"
#include "compat/client_names.hpp"
#include "compat/ledger_error.hpp"
#include "compat/ledger_file.hpp"
#include "compat/tally.hpp"
#include "compat/tally_contents.hpp"

namespace signalbox::cli {

LedgerAccess::LedgerAccess(const std::filesystem::path& ledger, const std::string& admin,
                           std::chrono::milliseconds patience) {
  if (!std::filesystem::exists(ledger)) {
    throw LedgerError(LedgerError::Kind::unusable,
                      "Cannot open ledger '" + ledger.string() + "': it is not there");
  }
  std::string socket = admin;
  try {
    if (socket.empty()) {
      claim_ = std::make_unique<Tally>(ledger);
      file_ = open_ledger(ledger);
      return;
    }
  } catch (const LedgerError& error) {
    if (error.kind() != LedgerError::Kind::in_use) throw;
    socket = read_tally(tally_path(ledger)).admin;
    if (socket.empty()) {
      throw LedgerError(LedgerError::Kind::in_use,
                        std::string(error.what()) + ", which has no admin listener to ask");
    }
  }
  host_ = std::make_unique<HostConnection>(socket, patience);
  host_->negotiate(false);
}

LedgerAccess::~LedgerAccess() = default;

std::string LedgerAccess::client(const std::string& text) const {
  std::map<std::string, std::string> names;
  SQLite::Statement row(*file_, "SELECT fingerprint, name FROM client");
  while (row.executeStep()) names[row.getColumn(0)] = row.getColumn(1).getString();
  FoundClient found = find_client(names, text);
  if (!found.error.empty()) throw BadWord(found.error);
  return std::move(found.fingerprint);
}

std::string login_name() {
  static const std::string name = [] {
    const passwd* const user = ::getpwuid(::getuid());
    return user == nullptr ? std::to_string(::getuid()) : std::string(user->pw_name);
  }();
  return name;
}

}  // namespace signalbox::cli
