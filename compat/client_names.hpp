// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "host/observer.hpp"

namespace signalbox {

class Visitors;

// The fingerprint behind a name, or behind the first digits of a fingerprint (8 at least), among
// names by fingerprint. Else why there is not just one.
struct FoundClient {
  std::string fingerprint;  // empty: see `error`
  std::string error;
};
FoundClient find_client(const std::map<std::string, std::string>& names, const std::string& text);

// Every client that the ledger knows, or that has negotiated since, for who names one. [loop]
class ClientNames final : public Observer {
 public:
  // `known`: names by fingerprint. `visitors` outlives it and stands before it in the host's list.
  ClientNames(std::map<std::string, std::string> known, const Visitors& visitors);

  FoundClient find(const std::string& text) const { return find_client(names_, text); }

  // Empty: not known.
  std::string name_of(const std::string& fingerprint) const;

  void negotiating(Session& session, bool signals, Proceed proceed) override;

 private:
  std::map<std::string, std::string> names_;
  const Visitors& visitors_;
};

}  // namespace signalbox
