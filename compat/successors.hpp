// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "host/observer.hpp"

namespace signalbox {

class Books;
class Visitors;

// Notes which clients connect to what replaces a legacy event: a hint that they may do without
// that. Comes after the recorder in the host's list. [loop]
class Successors final : public Observer {
 public:
  // Both outlive it.
  Successors(Books& books, const Visitors& visitors) : books_(books), visitors_(visitors) {}

  void accessor_added(Machine& machine, const OfferedAccessor& accessor) override;
  void started(Session& session, Connection& connection) override;

 private:
  Books& books_;
  const Visitors& visitors_;
  std::multimap<std::string, std::string> replaced_;  // by wire name of the successor
};

}  // namespace signalbox
