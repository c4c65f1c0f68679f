// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "compat/client_identity.hpp"
#include "host/observer.hpp"
#include "host/reply.hpp"

namespace signalbox {

class ClientInfos;
class Processes;

// Who is behind a session: what the kernel said when it came, and, from the end of negotiation on,
// what it declared.
struct Visitor {
  ClientIdentity client;
  std::string version;      // of its build; empty: not declared
  std::string fingerprint;  // of `client`, 64 hexadecimal digits
};

// Asks the kernel about each session once, at its greeting. First in the host's list, behind
// ClientInfos. [loop]
class Visitors final : public Observer {
 public:
  // Both outlive it.
  Visitors(const ClientInfos& infos, const Processes& processes);

  // It must not have closed.
  const Visitor& of(const Session& session) const;

  // Null: it is closing.
  const Visitor* find(const Session& session) const;

  void session_opened(Session& session) override;
  void negotiating(Session& session, bool signals, Proceed proceed) override;
  void session_closed(Session& session, std::string_view reason) override;

 private:
  const ClientInfos& infos_;
  const Processes& processes_;
  std::unordered_map<SessionId, Visitor> visitors_;
};

}  // namespace signalbox
