// SPDX-License-Identifier: Apache-2.0
#include "compat/client_infos.hpp"

#include <utility>

#include "host/session.hpp"

namespace signalbox {

void ClientInfos::declare(const Session& session, ClientInfo info) {
  infos_[session.id()] = std::move(info);
}

ClientInfo ClientInfos::of(const Session& session) const {
  const auto found = infos_.find(session.id());
  return found == infos_.end() ? ClientInfo{} : found->second;
}

void ClientInfos::session_closed(Session& session, std::string_view /*reason*/) {
  infos_.erase(session.id());
}

}  // namespace signalbox
