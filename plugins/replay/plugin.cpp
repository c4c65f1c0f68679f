// SPDX-License-Identifier: Apache-2.0
#include "signalbox/plugin.h"

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <optional>
#include <string>

#include "plugins/replay/replay.hpp"
#include "replay/qmp_commands.h"  // generated
#include "replay/qmp_register.h"  // generated

namespace {

using ConfigPointer = std::unique_ptr<ReplayConfig, decltype(&replay_config_free)>;

// As Source::Pace has it; nullopt: this is none.
std::optional<double> speed_of(const char* text) {
  if (text == nullptr) return 1;
  if (std::strcmp(text, "max") == 0) return 0;
  char* end = nullptr;
  const double speed = std::strtod(text, &end);
  const bool is_number = end != text && *end == '\0' && std::isfinite(speed);
  return is_number && speed > 0 ? std::optional(speed) : std::nullopt;
}

std::optional<Replay::Options> options_of(const ReplayConfig& config, Error** errp) {
  const std::optional<double> speed = speed_of(config.speed);
  if (!speed) {
    error_set(errp, "GenericError", "speed %s: a speed is a number above 0, or max", config.speed);
    return std::nullopt;
  }
  Replay::Options options{.file = config.file, .pace = {}};
  options.pace = {.speed = *speed, .loop = config.has_loop && config.loop};
  options.starts_when_connected = !config.has_start || config.start == RSW_CONNECTED;
  options.keeps_timestamps = !config.has_timestamps || config.timestamps == RT_RECORDED;
  return options;
}

void* create(const signalbox_host* host, const char* /*saved*/, Error** errp) {
  if (!replay_register(host, errp)) return nullptr;
  const ConfigPointer config(replay_config(host, errp), replay_config_free);
  if (!config) return nullptr;
  const std::optional<Replay::Options> options = options_of(*config, errp);
  if (!options || !host->claim_rest(host->self, &Replay::rest, errp)) return nullptr;
  try {
    auto replay = std::make_unique<Replay>(*host, *options);
    return replay->offer(errp) ? replay.release() : nullptr;
  } catch (const std::exception& error) {
    error_set(errp, "GenericError", "%s", error.what());
    return nullptr;
  }
}

void activate(void* instance) {
  static_cast<Replay*>(instance)->serve();
}

void destroy(void* instance) {
  delete static_cast<Replay*>(instance);
}

ReplayState state_of(Source::State state) {
  switch (state) {
    case Source::State::waiting: return RS_WAITING;
    case Source::State::running: return RS_RUNNING;
    case Source::State::ended: return RS_ENDED;
    case Source::State::failed: break;
  }
  return RS_FAILED;
}

bool check(const signalbox_host* host, Error** errp) {
  const ConfigPointer config(replay_config(host, errp), replay_config_free);
  return config && options_of(*config, errp);
}

}  // namespace

void qmp_replay_start(Error** errp) {
  if (Replay::self().start()) return;
  error_set(errp, "GenericError", "The recording is being replayed");
}

ReplayStatus* qmp_replay_status(Error** /*errp*/) {
  const Replay& replay = Replay::self();
  auto* const status = static_cast<ReplayStatus*>(std::calloc(1, sizeof(ReplayStatus)));
  status->state = state_of(replay.source().state());
  status->file = strdup(replay.file().c_str());
  status->events = replay.events();
  status->emitted = replay.source().emitted();
  status->rounds = replay.source().rounds();
  if (status->state == RS_FAILED) status->error = strdup(replay.source().error().c_str());
  return status;
}

ReplayEndedEvent* qmp_replay_ended_event(Error** /*errp*/) {
  return &Replay::self().ended_event();
}

const signalbox_plugin signalbox_plugin_entry = {
    .abi_major = SIGNALBOX_ABI_MAJOR,
    .abi_minor = SIGNALBOX_ABI_MINOR,
    .name = "replay",
    .version = "1.0",
    .schema = &replay_schema,
    .create = create,
    .save = nullptr,
    .activate = activate,
    .destroy = destroy,
    .check = check,
};
