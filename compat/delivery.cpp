// SPDX-License-Identifier: Apache-2.0
#include "compat/delivery.hpp"

#include "compat/experiments.hpp"
#include "compat/request_members.hpp"
#include "compat/stages.hpp"
#include "host/registry.hpp"
#include "wire/request.hpp"

namespace signalbox {

bool Delivery::withholds(const Session& session, const Connection& connection) {
  return experiments_.withholds(session, connection);
}

bool Delivery::offers(const Session& session, const OfferedAccessor& accessor) {
  const ItemName item{ItemKind::event, accessor.event};
  if (!accessor.is_legacy() || stages_.of(item, session) != Stage::removed) return true;
  stages_.demanded(session, item);
  return false;
}

bool Delivery::is_rejected(const Session& session, const ItemName& item) const {
  return stages_.of(item, session) >= Stage::hidden || experiments_.refusing(session, item) != 0;
}

bool Delivery::rejects(const Session& session, const ItemName& item) {
  if (stages_.of(item, session) < Stage::hidden) return experiments_.refuses(session, item);
  stages_.demanded(session, item);
  return true;
}

std::optional<DeliveryPolicy::Refusal> Delivery::refusal(const Session& session,
                                                         const Request& request) {
  if (stages_.has(ItemKind::command) && rejects(session, {ItemKind::command, request.command})) {
    return Refusal{"CommandNotFound",
                   "Deprecated command " + request.command + " disabled by policy"};
  }
  if (!stages_.has(ItemKind::argument)) return std::nullopt;
  for (const std::string& member : members_of(request.shown())) {
    if (!rejects(session, {ItemKind::argument, request.command + "." + member})) continue;
    return Refusal{"GenericError", "Deprecated parameter " + member + " disabled by policy"};
  }
  return std::nullopt;
}

}  // namespace signalbox
