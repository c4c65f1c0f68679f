// SPDX-License-Identifier: Apache-2.0
#include "signalbox/plugin.h"

#include <memory>

#include "block/qmp_listen.h"     // generated
#include "legacy/qmp_register.h"  // generated
#include "plugins/legacy/block_failure.hpp"
#include "plugins/legacy/legacy.hpp"
#include "plugins/legacy/saved_machine.hpp"

namespace {

using StatePointer = std::unique_ptr<LegacyState, decltype(&legacy_state_free)>;
using ConfigPointer = std::unique_ptr<LegacyConfig, decltype(&legacy_config_free)>;

// A machine that starts as `config` says.
std::unique_ptr<Legacy> started(const signalbox_host& host, const LegacyConfig& config) {
  const RunState state = config.has_paused && config.paused ? RS_PRELAUNCH : RS_RUNNING;
  const WatchdogAction action = config.has_watchdog_action ? config.watchdog_action : WA_RESET;
  return std::make_unique<Legacy>(host, state, action);
}

// A machine that goes on where another instance left it.
std::unique_ptr<Legacy> continued(const signalbox_host& host, const LegacyState& state) {
  auto legacy = std::make_unique<Legacy>(host, state.status, state.watchdog_action);
  if (state.has_watchdog_seconds) legacy->watchdog_to_arm = watchdog_period(state.watchdog_seconds);
  return legacy;
}

void* create(const signalbox_host* host, const char* saved, Error** errp) {
  if (!legacy_register(host, errp)) return nullptr;
  const ConfigPointer config(legacy_config(host, errp), legacy_config_free);
  if (!config) return nullptr;
  const StatePointer state(saved != nullptr ? saved_state(saved, errp) : nullptr,
                           legacy_state_free);
  if (saved != nullptr && !state) return nullptr;
  auto legacy = state ? continued(*host, *state) : started(*host, *config);
  if (config->name != nullptr) legacy->name = config->name;
  return legacy.release();
}

void save(void* instance, void (*take)(const char* json, void* opaque), void* opaque) {
  take(saved_text(*static_cast<Legacy*>(instance)).c_str(), opaque);
}

// Until here the instance that this one replaces tells of the failures and minds the watchdog.
void activate(void* instance) {
  Legacy& legacy = *static_cast<Legacy*>(instance);
  block_devices_event_listen(&legacy.host, tell_block_failure, &legacy.machine);
  if (legacy.watchdog_to_arm) legacy.watchdog.arm(*legacy.watchdog_to_arm);
}

void destroy(void* instance) {
  delete static_cast<Legacy*>(instance);
}

bool check(const signalbox_host* host, Error** errp) {
  const ConfigPointer config(legacy_config(host, errp), legacy_config_free);
  return config != nullptr;
}

}  // namespace

const signalbox_plugin signalbox_plugin_entry = {
    .abi_major = SIGNALBOX_ABI_MAJOR,
    .abi_minor = SIGNALBOX_ABI_MINOR,
    .name = "legacy",
    .version = "1.0",
    .schema = &legacy_schema,
    .create = create,
    .save = save,
    .activate = activate,
    .destroy = destroy,
    .check = check,
};
