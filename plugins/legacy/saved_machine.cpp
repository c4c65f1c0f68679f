// SPDX-License-Identifier: Apache-2.0
#include "plugins/legacy/saved_machine.hpp"

#include <chrono>
#include <cstdlib>

#include "legacy/qmp_tables.h"  // generated

std::string saved_text(const Legacy& legacy) {
  LegacyState state{};
  state.status = legacy.machine.state();
  state.watchdog_action = legacy.watchdog.action();
  if (const auto period = legacy.watchdog.period()) {
    state.has_watchdog_seconds = true;
    state.watchdog_seconds = std::chrono::duration<double>(*period).count();
  }
  char* const encoded = wire_encode(&legacy_wire_LegacyState, &state, nullptr);
  std::string text = encoded;
  std::free(encoded);
  return text;
}

LegacyState* saved_state(const std::string& text, Error** errp) {
  auto* state = static_cast<LegacyState*>(std::calloc(1, sizeof(LegacyState)));
  char* error = nullptr;
  if (wire_decode(text.c_str(), text.size(), &legacy_wire_LegacyState, state, &error)) return state;
  error_set(errp, "GenericError", "The saved machine cannot be read: %s", error);
  std::free(error);
  std::free(state);
  return nullptr;
}
