// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
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

// The clients that the ledger knew at the start, and the last kMaxClients that have come since, for
// commands that name one. [loop]
class ClientNames final : public Observer {
 public:
  // `known`: names by fingerprint. `visitors` outlives it and stands before it in the host's list.
  ClientNames(std::map<std::string, std::string> known, const Visitors& visitors);

  FoundClient find(const std::string& text) const { return find_client(names_, text); }

  // One that has come; above kMaxClients of these, the oldest is forgotten.
  void add(const std::string& fingerprint, const std::string& name);

  // Empty: not known.
  std::string name_of(const std::string& fingerprint) const;

  void negotiating(Session& session, bool signals, Proceed proceed) override;

 private:
  std::map<std::string, std::string> names_;
  std::deque<std::string> added_;  // fingerprints that were not known, the oldest first
  const Visitors& visitors_;
};

}  // namespace signalbox
