// SPDX-License-Identifier: Apache-2.0
//
// The commands of the admin listener for runs of test suites: listeners under a run label, and
// waiting for what their sessions have done. Prototypes come from qmp-schema.json.

#include <algorithm>
#include <chrono>
#include <string>

#include "host/call.hpp"
#include "host/config.hpp"
#include "host/host.hpp"
#include "host/later_reply.hpp"
#include "host/listen_socket.hpp"
#include "host/machine.hpp"
#include "host/machine_named.hpp"
#include "host/qmp_commands.h"

using namespace signalbox;

namespace {

constexpr std::chrono::milliseconds kPatience{10'000};

// Error set: not a time to wait.
std::chrono::milliseconds patience_of(bool is_given, std::int64_t milliseconds, Error** errp) {
  if (!is_given) return kPatience;
  constexpr std::int64_t a_day = 86'400'000;
  if (milliseconds < 0 || milliseconds > a_day) {
    error_set(errp, "GenericError", "Parameter 'timeout-ms' expects 0 to 86400000");
  }
  return std::chrono::milliseconds(std::clamp<std::int64_t>(milliseconds, 0, a_day));
}

// Returns whether one more may wait for the sessions of a machine; sets the error.
bool may_wait(Machine& machine, Error** errp) {
  machine.barriers().check();
  const std::string refused = machine.host().limits().refusal(
      Limit::machine_barriers, machine.barriers().size() + 1, "machine " + machine.name());
  if (refused.empty()) return true;
  error_set(errp, "GenericError", "%s", refused.c_str());
  return false;
}

// Answers the running command when the barrier does; `value` is asked then.
Barriers::Asker answering(std::function<std::string()> value) {
  const LaterReply reply(this_call());
  return {[reply, value = std::move(value)](const std::string& missing) {
            missing.empty() ? reply.answer(value()) : reply.refuse("Not reached: " + missing);
          },
          [reply] { return reply.is_awaited(); }};
}

}  // namespace

void qmp_listener_add(const char* address, const char* label, const char* machine_name,
                      Error** errp) {
  Machine* const machine = machine_named(this_call().host, machine_name, errp);
  if (machine == nullptr) return;
  ListenerConfig listener;
  listener.address = address;
  listener.label = label;
  if (!listener.address.starts_with("unix:/")) {
    error_set(errp, "GenericError", "Parameter 'address' expects unix: and an absolute path");
  } else if (listener.label.empty()) {
    error_set(errp, "GenericError", "Parameter 'label' expects a name for the run");
  } else {
    try {
      machine->add_listener(std::move(listener));
    } catch (const ListenError& error) {
      error_set(errp, "GenericError", "%s", error.what());
    }
  }
}

void qmp_listener_remove(const char* label, const char* machine_name, Error** errp) {
  Machine* const machine = machine_named(this_call().host, machine_name, errp);
  if (machine == nullptr || machine->remove_listeners(label)) return;
  error_set(errp, "GenericError", "No listener with the label '%s' was added", label);
}

void qmp_listener_wait(const char* label, const char* signal, bool has_timeout_ms,
                       std::int64_t timeout_ms, const char* machine_name, Error** errp) {
  Machine* const machine = machine_named(this_call().host, machine_name, errp);
  if (machine == nullptr) return;
  Error* error = nullptr;
  const std::chrono::milliseconds patience = patience_of(has_timeout_ms, timeout_ms, &error);
  if (error != nullptr) {
    error_propagate(errp, error);
    return;
  }
  if (!may_wait(*machine, errp)) return;
  machine->barriers().await_connected(label, signal == nullptr ? "" : signal, patience,
                                      answering([] { return "{}"; }));
}

std::uint64_t qmp_emission_barrier(bool has_number, std::uint64_t number, bool has_timeout_ms,
                                   std::int64_t timeout_ms, const char* machine_name,
                                   Error** errp) {
  Machine* const machine = machine_named(this_call().host, machine_name, errp);
  if (machine == nullptr) return 0;
  Error* error = nullptr;
  const std::chrono::milliseconds patience = patience_of(has_timeout_ms, timeout_ms, &error);
  if (error != nullptr) {
    error_propagate(errp, error);
    return 0;
  }
  if (!may_wait(*machine, errp)) return 0;
  machine->barriers().await_drained(has_number ? number : 0, patience, answering([machine] {
                                      return std::to_string(machine->last_emission());
                                    }));
  return 0;
}
