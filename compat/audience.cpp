// SPDX-License-Identifier: Apache-2.0
#include "compat/audience.hpp"

#include <cstring>
#include <utility>

#include "compat/client_names.hpp"
#include "compat/experiments.hpp"
#include "compat/find_observer.hpp"
#include "host/call.hpp"
#include "host/machine.hpp"

namespace signalbox {

Experiments* experiments_of_host(Error** errp) {
  Experiments* const found = find_observer<Experiments>(this_call().host);
  if (found == nullptr) {
    error_set(errp, "GenericError", "No ledger is configured, and an experiment must be recorded");
  }
  return found;
}

std::string fingerprint_of(const char* client, Error** errp) {
  FoundClient found = find_observer<ClientNames>(this_call().host)->find(client);
  if (!found.error.empty()) error_set(errp, "GenericError", "%s", found.error.c_str());
  return std::move(found.fingerprint);
}

bool read_audience(const char* client, const char* label, const char* machine, Audience& audience,
                   Error** errp) {
  if (client != nullptr) {
    audience.client = fingerprint_of(client, errp);
    if (audience.client.empty()) return false;
  }
  if (label != nullptr) audience.label = label;
  if (machine == nullptr) return true;
  audience.machine = machine;
  if (*machine != '\0' && this_call().host.machine(machine) != nullptr) return true;
  error_set(errp, "GenericError", "Machine '%s' not found", machine);
  return false;
}

bool accept_loss(const char* client, const char* accepted, bool& loses_state, Error** errp) {
  loses_state = client != nullptr && accepted != nullptr && std::strcmp(client, accepted) == 0;
  if (accepted == nullptr || loses_state) return true;
  error_set(errp, "GenericError", "Parameter 'accept-lost-state' must name the one client");
  return false;
}

std::string refusal(const std::string& event, const Audience& audience, bool loses_state) {
  bool is_known = false;
  for (const auto& machine : this_call().host.machines()) {
    if (!audience.machine.empty() && audience.machine != machine->name()) continue;
    for (const auto& [name, accessor] : machine->registry().accessors()) {
      if (!accessor->is_legacy() || accessor->event != event) continue;
      is_known = true;
      const bool is_state = (accessor->flags & SIGNALBOX_STATE) != 0;
      if (!is_state || loses_state || machine->config().disposable) continue;
      return "Event '" + event + "' carries the state of machine '" + machine->name() +
             "': a client that misses it may leave the machine hanging; name the client in "
             "'accept-lost-state' to withhold it all the same";
    }
  }
  return is_known ? "" : "Event '" + event + "' has no default connection";
}

}  // namespace signalbox
