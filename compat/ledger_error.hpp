// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>

namespace signalbox {

// Why a ledger cannot be used. The message names the file.
class LedgerError : public std::runtime_error {
 public:
  enum class Kind {
    unusable,      // the system, or SQLite, says no
    not_a_ledger,  // another kind of file
    damaged,
    newer,     // written by a newer version than this program
    in_use,    // another host writes to it
    outdated,  // written by an older version than this program, which has to be brought up first
  };

  LedgerError(Kind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}

  Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

}  // namespace signalbox
