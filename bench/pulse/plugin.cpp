// SPDX-License-Identifier: Apache-2.0
#include "signalbox/plugin.h"

#include <list>
#include <memory>

#include "bench/pulse/channels.hpp"
#include "bench/pulse/stream.hpp"
#include "pulse/qmp_commands.h"  // generated
#include "pulse/qmp_register.h"  // generated
#include "signalbox/self.h"

namespace {

// What one machine has of this plugin. The streams end before their channels.
struct Pulse {
  const signalbox_host* host;
  Channels channels{};
  std::list<Stream> streams{};
};

Pulse& self() {
  return *static_cast<Pulse*>(signalbox_self());
}

void* create(const signalbox_host* host, const char*, Error** errp) {
  if (!pulse_register(host, errp)) return nullptr;
  return new Pulse{.host = host};
}

void destroy(void* instance) {
  delete static_cast<Pulse*>(instance);
}

}  // namespace

PulseEvent* qmp_pulse_event(const char* channel, Error**) {
  Channels& channels = self().channels;
  return channel != nullptr ? &channels.of(channel) : &channels.all();
}

RtcChangeEvent* qmp_rtc_change_event(Error**) {
  return &self().channels.legacy();
}

void qmp_pulse_emit(std::uint64_t count, std::uint32_t rate, std::uint32_t size,
                    const char* channel, bool has_legacy, bool legacy, Error**) {
  Pulse& pulse = self();
  const std::string name = channel != nullptr ? channel : "";
  const std::string pad(size, 'x');
  const Stream::Pace pace{.count = count, .rate = rate};
  if (has_legacy && legacy) {
    pulse.streams.emplace_back(
        *pulse.host, pace,
        [name, pad, event = &pulse.channels.legacy()](std::int64_t sequence, std::int64_t ns) {
          rtc_change_event_signal(event, name.c_str(), sequence, ns, pad.c_str());
        });
    return;
  }
  pulse.streams.emplace_back(*pulse.host, pace,
                             [name, pad, one = &pulse.channels.of(name),
                              all = &pulse.channels.all()](std::int64_t sequence, std::int64_t ns) {
                               pulse_event_signal(one, name.c_str(), sequence, ns, pad.c_str());
                               pulse_event_signal(all, name.c_str(), sequence, ns, pad.c_str());
                             });
}

void qmp_pulse_stop(Error**) {
  self().streams.clear();
}

const signalbox_plugin signalbox_plugin_entry = {
    .abi_major = SIGNALBOX_ABI_MAJOR,
    .abi_minor = SIGNALBOX_ABI_MINOR,
    .name = "pulse",
    .version = "1.0",
    .schema = &pulse_schema,
    .create = create,
    .save = nullptr,
    .activate = nullptr,
    .destroy = destroy,
    .check = nullptr,
};
