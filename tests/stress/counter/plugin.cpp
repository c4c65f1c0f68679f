// SPDX-License-Identifier: Apache-2.0
#include "signalbox/plugin.h"

#include <cstdint>
#include <cstdlib>
#include <string>

#include "counter/qmp_events.h"
#include "counter/qmp_register.h"
#include "signalbox/self.h"

namespace {

constexpr int kNumbersATick = 20;
constexpr int kLanes = 4;

// Counts from activate() on. It does so on the machine thread, where a replacement is one step:
// what save() gives is what the next version starts with, and no number comes between.
class Counter {
 public:
  Counter(const signalbox_host* host, std::int64_t first) : host_(host), next_(first) {}
  ~Counter() {
    tick_event_close(&tick_event_);
    count_event_close(&event_);
  }

  CountEvent& event() { return event_; }
  TickEvent& tick_event() { return tick_event_; }
  std::int64_t next() const { return next_; }

  void start() {
    host_->arm_timer(
        host_->self, 1, [](void* opaque) { static_cast<Counter*>(opaque)->tick(); }, this);
  }

 private:
  void tick() {
    const std::int64_t ticks = next_ / kNumbersATick;
    tick_event_signal(&tick_event_, ticks, ticks % kLanes);
    for (int i = 0; i < kNumbersATick; ++i) count_event_signal(&event_, next_++);
    start();
  }

  const signalbox_host* const host_;
  CountEvent event_{};
  TickEvent tick_event_{};
  std::int64_t next_;
};

Counter& counter(void* instance) {
  return *static_cast<Counter*>(instance);
}

void* create(const signalbox_host* host, const char* saved, Error** errp) {
  if (!counter_register(host, errp)) return nullptr;
  return new Counter(host, saved == nullptr ? 0 : std::atoll(saved));
}

void save(void* instance, void (*take)(const char* json, void* opaque), void* opaque) {
  take(std::to_string(counter(instance).next()).c_str(), opaque);
}

void activate(void* instance) {
  counter(instance).start();
}

void destroy(void* instance) {
  delete &counter(instance);
}

}  // namespace

CountEvent* qmp_count_event(Error** /*errp*/) {
  return &counter(signalbox_self()).event();
}

TickEvent* qmp_tick_event(Error** /*errp*/) {
  return &counter(signalbox_self()).tick_event();
}

const signalbox_plugin signalbox_plugin_entry = {
    .abi_major = SIGNALBOX_ABI_MAJOR,
    .abi_minor = SIGNALBOX_ABI_MINOR,
    .name = "counter",
    .version = "1.0",
    .schema = &counter_schema,
    .create = create,
    .save = save,
    .activate = activate,
    .destroy = destroy,
    .check = nullptr,
};
