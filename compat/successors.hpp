// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <tuple>

#include "compat/gathered_writes.hpp"
#include "host/observer.hpp"

namespace signalbox {

class Books;
class Visitors;

// Notes which clients connect to what replaces a legacy event: a hint that they may do without
// that. Comes after the recorder in the host's list. [loop]
class Successors final : public Observer {
 public:
  // Both outlive it.
  Successors(Books& books, const Visitors& visitors);

  void accessor_added(Machine& machine, const OfferedAccessor& accessor) override;
  void started(Session& session, Connection& connection) override;

 private:
  Books& books_;
  const Visitors& visitors_;
  std::multimap<std::string, std::string> replaced_;  // by wire name of the successor

  // A client's last use of what replaces an event: fingerprint, version, event.
  using Use = std::tuple<std::string, std::string, std::string>;
  GatheredWrites<Use> uses_;
};

}  // namespace signalbox
