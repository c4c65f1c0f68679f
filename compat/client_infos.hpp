// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "host/observer.hpp"
#include "host/reply.hpp"

namespace signalbox {

// What a client says of itself with client-info.
struct ClientInfo {
  std::string name;  // empty: it has not said
  std::string version;
  std::string contact;
  std::optional<std::vector<std::string>>
      interest;  // all legacy events that it needs, by wire name
};

// The last client-info of each session. [loop]
class ClientInfos final : public Observer {
 public:
  void declare(const Session& session, ClientInfo info);

  // Empty where nothing was declared.
  ClientInfo of(const Session& session) const;

  void session_closed(Session& session, std::string_view reason) override;

 private:
  std::unordered_map<SessionId, ClientInfo> infos_;
};

}  // namespace signalbox
