// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "compat/ledger_reader.hpp"

namespace signalbox {

class Books;
class Brownouts;
class Experiments;
class Session;
class Stages;
class Visitors;

// What the ledger holds about a client, for that client. [loop]
class SelfReport {
 public:
  // All outlive it.
  SelfReport(Books& books, const Visitors& visitors, const Stages& stages,
             const Experiments& experiments, const Brownouts& brownouts);

  // Gets a CompatSelf as JSON text, with what was counted up to the last fold; or, as `refusal`,
  // why the ledger cannot be read. Runs later, when the session may have gone; never, when nobody
  // awaits it by then.
  using Done = std::function<void(const std::string& refusal, const std::string& json)>;
  void make(const Session& session, LedgerReader::IsAwaited is_awaited, Done done);

 private:
  Books& books_;
  const Visitors& visitors_;
  const Stages& stages_;
  const Experiments& experiments_;
  const Brownouts& brownouts_;
  const std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace signalbox
