// SPDX-License-Identifier: Apache-2.0
#include "compat/visitors.hpp"

#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include "compat/client_infos.hpp"
#include "compat/peer.hpp"
#include "host/config.hpp"
#include "host/session.hpp"

namespace signalbox {
namespace {

// Our own command line, beside the host's own program.
bool is_ours(const std::string& exe) {
  std::error_code error;
  const auto host = std::filesystem::read_symlink("/proc/self/exe", error);
  return !error && exe == host.parent_path() / "signalbox";
}

ClientIdentity identity_of(const Session& session, const Processes& processes) {
  ClientIdentity client = identify(peer_of(session.fd()), processes);
  if (client.kind == ClientIdentity::Kind::program && is_ours(client.exe)) {
    client.kind = ClientIdentity::Kind::self;
  }
  if (!session.listener().client.empty()) {
    client.kind = ClientIdentity::Kind::named;
    client.named = session.listener().client;
    client.help.clear();
  }
  return client;
}

}  // namespace

Visitors::Visitors(const ClientInfos& infos, const Processes& processes)
    : infos_(infos), processes_(processes) {}

const Visitor& Visitors::of(const Session& session) const {
  return visitors_.at(session.id());
}

const Visitor* Visitors::find(const Session& session) const {
  const auto found = visitors_.find(session.id());
  return found == visitors_.end() ? nullptr : &found->second;
}

void Visitors::session_opened(Session& session) {
  Visitor& visitor = visitors_[session.id()];
  visitor.client = identity_of(session, processes_);
  visitor.fingerprint = hex_of(visitor.client.fingerprint());
}

void Visitors::negotiating(Session& session, bool /*signals*/, Proceed proceed) {
  Visitor& visitor = visitors_.at(session.id());
  ClientInfo info = infos_.of(session);
  visitor.client.declared_name = std::move(info.name);
  visitor.version = std::move(info.version);
  visitor.fingerprint = hex_of(visitor.client.fingerprint());
  proceed();
}

void Visitors::session_closed(Session& session, std::string_view /*reason*/) {
  visitors_.erase(session.id());
}

}  // namespace signalbox
