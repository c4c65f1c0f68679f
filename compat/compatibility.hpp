// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "compat/books.hpp"
#include "compat/brownouts.hpp"
#include "compat/client_names.hpp"
#include "compat/delivery.hpp"
#include "compat/deprecations.hpp"
#include "compat/experiments.hpp"
#include "compat/notices.hpp"
#include "compat/recorder.hpp"
#include "compat/self_report.hpp"
#include "compat/stages.hpp"
#include "compat/successors.hpp"

namespace signalbox {

class ClientInfos;
class DefaultConnections;
class Visitors;

// The verdict by which a ledger's items are moved; see VerdictOf.
std::string ledger_verdict(SQLite::Database& ledger, const ItemName& item, Stage next,
                           std::int64_t now);

// What a host with a ledger has more than one without. An observer so that commands find it; it
// hears nothing itself. [loop]
struct Compatibility final : Observer {
  // Throws LedgerError. `admin` is the path of the host's admin socket, or empty. The others
  // outlive it and stand before it in the host's list; `defaults` follows its stages.
  Compatibility(Loop& loop, const std::filesystem::path& ledger, const std::string& admin,
                DefaultConnections& defaults, const ClientInfos& infos, const Visitors& visitors,
                const LimitValues& limits, Clock clock = seconds_now);

  // For the host's list, in this order.
  std::vector<Observer*> observers();

  // A client asks for default connections; without `events` for all that it may have.
  void asked_back(const Session& session, const std::optional<std::vector<std::string>>& events);

  const Visitors& visitors;
  Books books;
  Stages stages;
  Recorder recorder;
  Successors successors;
  ClientNames names;
  Experiments experiments;
  Brownouts brownouts;
  Notices notices;
  SelfReport self_report;
  Delivery delivery;
  Deprecations deprecations;
};

}  // namespace signalbox
