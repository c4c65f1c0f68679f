// SPDX-License-Identifier: Apache-2.0
//
// The part of Bridge that asks a QEMU, when it is there, what it has.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plugins/qemu/bridge.hpp"
#include "plugins/qemu/server_json.hpp"

// `told` gets what the server returned, or nothing if it returned an error.
void Bridge::ask(const std::string& command, Told told) {
  Monitor& monitor = *lines_.front().monitor;
  monitor.send({.name = command}, [told = std::move(told)](const UpstreamLine* said) {
    if (said == nullptr) return;
    const bool is_value = said->kind == UpstreamLine::Kind::success;
    told(is_value ? std::optional(said->value) : std::nullopt);
  });
}

void Bridge::ask_commands() {
  ask("query-commands", [this](std::optional<std::string_view> value) {
    commands_ = value ? names_of(*value) : Names();
    ask_schema();
  });
}

void Bridge::ask_schema() {
  ask("query-qmp-schema", [this](std::optional<std::string_view> value) {
    if (!value) return ask_events("it has no query-qmp-schema");
    is_reading_ = true;
    readings_.emplace_back(host_, std::string(*value),
                           [this](SchemaReading& reading) { take_schema(reading); });
  });
}

// QEMU may have gone by then, and even be back and have another reading.
void Bridge::take_schema(SchemaReading& reading) {
  const bool is_last = &reading == &readings_.back();
  if (is_last && std::exchange(is_reading_, false)) {
    const std::string why = describe(reading);
    if (why.empty()) {
      has_schema_ = true;
      offer(reading.schema().events);
    } else {
      ask_events("its introspection cannot be used: " + why);
    }
  }
  readings_.remove_if([&reading](const SchemaReading& each) { return &each == &reading; });
}

// Why the host cannot use what was read; empty: it does.
std::string Bridge::describe(SchemaReading& reading) {
  if (!reading.why_not().empty()) return reading.why_not();
  Error* error = nullptr;
  if (host_.describe(host_.self, reading.schema().introspection.c_str(), &error)) return {};
  const std::string why = error_description(error);
  error_free(error);
  return why;
}

// A server that does not say what its events are made of, as QEMU before 2.5: commands and events
// are passed on as they come, and events have no arguments.
void Bridge::ask_events(const std::string& why) {
  has_schema_ = false;
  Monitor& monitor = *lines_.front().monitor;
  monitor.say(SIGNALBOX_LOG_WARNING, monitor.address().text + ": " + why +
                                         "; its commands and events are passed on as they are, and "
                                         "connections to its events have no arguments");
  ask("query-events", [this](std::optional<std::string_view> value) {
    named_.clear();
    for (const std::string& each : value ? names_of(*value) : Names()) {
      if (is_event_name(each) && named_.size() < Events::kMost) named_.push_back({each, false});
    }
    is_reading_ = true;
    host_.post(host_.self, &Bridge::offer_named, this);
  });
}

// Accessors come and go in a turn of the machine's calls. QEMU may have gone again by then.
void Bridge::offer_named(void* opaque) {
  Bridge& bridge = *static_cast<Bridge*>(opaque);
  if (!std::exchange(bridge.is_reading_, false)) return;
  Error* error = nullptr;
  if (!bridge.host_.describe(bridge.host_.self, "[]", &error)) error_free(error);
  bridge.offer(std::exchange(bridge.named_, {}));
}

void Bridge::offer(const std::vector<signalbox::EventSchema::Event>& events) {
  events_.update(events);
  up();
  if (commands_.contains("query-status")) {
    ask_status();
  } else if (is_gap_due_) {
    announce_gap();
  }
  upstream_read_event_signal(&own_events_.upstream_read);
}
