// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

namespace SQLite {
class Database;
}

namespace signalbox {
class Tally;
}

namespace signalbox::cli {

class HostConnection;

// A ledger that is to be changed: by the host that keeps it, on its admin listener, or, where none
// runs, in the file itself, which no host can open meanwhile.
class LedgerAccess {
 public:
  // `admin` is the socket of the admin listener; empty: the one that the host wrote down. Throws
  // LedgerError and ConnectionLost. The host may take `patience` for each answer, 0: for ever.
  LedgerAccess(const std::filesystem::path& ledger, const std::string& admin,
               std::chrono::milliseconds patience);
  ~LedgerAccess();
  LedgerAccess(const LedgerAccess&) = delete;
  LedgerAccess& operator=(const LedgerAccess&) = delete;

  HostConnection* host() const { return host_.get(); }  // null: none runs
  SQLite::Database& file() const { return *file_; }     // where there is no host

  // The fingerprint of a client, by name or by its first digits. Throws BadWord. [no host]
  std::string client(const std::string& text) const;

 private:
  std::unique_ptr<HostConnection> host_;
  std::unique_ptr<Tally> claim_;
  std::unique_ptr<SQLite::Database> file_;
};

// Who changes it, unless she says so: the login name.
std::string login_name();

}  // namespace signalbox::cli
