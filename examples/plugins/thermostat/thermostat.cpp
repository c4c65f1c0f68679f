// SPDX-License-Identifier: Apache-2.0
//
// A plugin in C++: each room has a signal of its own, and clients connect to the rooms they mean.
#include <map>
#include <memory>
#include <string>

#include "signalbox/plugin.h"
#include "signalbox/self.h"
#include "thermostat/qmp_commands.h"  // generated, as the next two
#include "thermostat/qmp_events.hpp"
#include "thermostat/qmp_register.h"

namespace {

constexpr double cold_below = 18;  // degrees Celsius
constexpr double warm_above = 24;

Comfort comfort_at(double celsius) {
  if (celsius < cold_below) return COMFORT_COLD;
  return celsius > warm_above ? COMFORT_WARM : COMFORT_GOOD;
}

// Not movable: slots hold the address of its event.
struct Room {
  Comfort comfort = COMFORT_GOOD;
  thermostat::ComfortChangeEvent changed;

  void measure(double celsius) {
    const Comfort now = comfort_at(celsius);
    if (now == comfort) return;
    comfort = now;
    changed.signal(comfort, celsius);
  }
};

// What one machine has of us.
struct Thermostat {
  std::map<std::string, Room> rooms;
};

Room& room_of(const char* name) {
  return static_cast<Thermostat*>(signalbox_self())->rooms[name];
}

void* create(const signalbox_host* host, const char*, Error** errp) {
  if (!thermostat_register(host, errp)) return nullptr;
  return std::make_unique<Thermostat>().release();
}

void destroy(void* instance) {
  delete static_cast<Thermostat*>(instance);
}

}  // namespace

ComfortChangeEvent* qmp_comfort_change_event(const char* room, Error**) {
  return room_of(room).changed.c_event();
}

Comfort qmp_thermostat_measure(const char* room, double celsius, Error**) {
  Room& measured = room_of(room);
  measured.measure(celsius);
  return measured.comfort;
}

const signalbox_plugin signalbox_plugin_entry = {
    .abi_major = SIGNALBOX_ABI_MAJOR,
    .abi_minor = SIGNALBOX_ABI_MINOR,
    .name = "thermostat",
    .version = "1.0",
    .schema = &thermostat_schema,
    .create = create,
    .save = nullptr,
    .activate = nullptr,
    .destroy = destroy,
    .check = nullptr,
};
