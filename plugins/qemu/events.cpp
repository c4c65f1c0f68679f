// SPDX-License-Identifier: Apache-2.0
#include "plugins/qemu/events.hpp"

#include <algorithm>
#include <list>
#include <utility>

namespace {

// Accessors that plugin legacy calls otherwise than after the event: a client is written once.
constexpr std::pair<std::string_view, const char*> kAlias = {"BLOCK_IO_ERROR", "block-io-event"};

std::uint32_t flags_of(const signalbox::EventSchema::Event& event) {
  std::uint32_t flags = SIGNALBOX_BY_DATA | SIGNALBOX_LEGACY;
  if (event.deprecated) flags |= SIGNALBOX_DEPRECATED;
  return signalbox::carries_state(event.name) ? flags | SIGNALBOX_STATE : flags;
}

}  // namespace

bool is_event_name(std::string_view name) {
  constexpr std::size_t kLongest = 128;
  const auto is_good = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  };
  return !name.empty() && name.size() <= kLongest && std::all_of(name.begin(), name.end(), is_good);
}

// One event and who hears it. Kept for as long as the plugin is there, whatever the server offers:
// the host may still have the accessors.
class UpstreamEvent {
 public:
  UpstreamEvent(const signalbox::EventSchema::Event& event)
      : wire_(event.name),
        name_(signalbox::accessor_name(event.name)),
        accessor_{.name = name_.c_str(),
                  .event = wire_.c_str(),
                  .flags = flags_of(event),
                  .successor = nullptr,
                  .connect = connect,
                  .disconnect = disconnect,
                  .inject = inject,
                  .opaque = this},
        alias_(accessor_) {
    alias_.name = kAlias.second;
    alias_.flags &= ~static_cast<std::uint32_t>(SIGNALBOX_LEGACY);
  }

  UpstreamEvent(const UpstreamEvent&) = delete;
  UpstreamEvent& operator=(const UpstreamEvent&) = delete;

  void offer(const signalbox_host& host) {
    if (std::exchange(is_offered_, true)) return;
    add(host, accessor_);
    if (wire_ == kAlias.first) add(host, alias_);
  }

  void withdraw(const signalbox_host& host) {
    if (!std::exchange(is_offered_, false)) return;
    host.remove_accessor(host.self, &accessor_, "upstream-lost");
    if (wire_ == kAlias.first) host.remove_accessor(host.self, &alias_, "upstream-lost");
  }

  // Receivers may come and go while this runs.
  void emit(const signalbox_emission& emission, std::string_view data) const {
    const std::string json(data);
    for (const std::shared_ptr<Receiver>& each :
         std::vector(receivers_.begin(), receivers_.end())) {
      if (!each->is_connected) continue;
      each->calls.deliver(&emission, data.empty() ? nullptr : json.c_str(), json.size(),
                          each->calls.opaque);
    }
  }

 private:
  struct Receiver {
    signalbox_receiver calls;
    bool is_connected = true;
  };

  static UpstreamEvent& of(const signalbox_context* context) {
    return *static_cast<UpstreamEvent*>(context->opaque);
  }

  static void add(const signalbox_host& host, const signalbox_accessor& accessor) {
    Error* error = nullptr;
    if (host.add_accessor(host.self, &accessor, &error)) return;
    host.log(host.self, SIGNALBOX_LOG_WARNING, error_description(error));
    error_free(error);
  }

  static void* connect(const signalbox_context* context, const char* /*arguments*/,
                       const signalbox_receiver* receiver, Error** errp) {
    UpstreamEvent& event = of(context);
    if (!event.is_offered_) {
      error_set(errp, "GenericError", "This QEMU has no event %s", event.wire_.c_str());
      return nullptr;
    }
    return event.receivers_.emplace_back(std::make_shared<Receiver>(Receiver{*receiver})).get();
  }

  static void disconnect(const signalbox_context* context, void* connection) {
    of(context).receivers_.remove_if([connection](const std::shared_ptr<Receiver>& each) {
      if (each.get() != connection) return false;
      each->is_connected = false;
      return true;
    });
  }

  static bool inject(const signalbox_context* context, const char* /*arguments*/,
                     const char* /*data*/, Error** errp) {
    error_set(errp, "GenericError", "Event '%s' is a real QEMU's and cannot be injected",
              of(context).wire_.c_str());
    return false;
  }

  const std::string wire_;
  const std::string name_;
  signalbox_accessor accessor_;
  signalbox_accessor alias_;
  bool is_offered_ = false;
  std::list<std::shared_ptr<Receiver>> receivers_;
};

Events::Events(const signalbox_host& host) : host_(host) {}
Events::~Events() = default;

void Events::update(const std::vector<signalbox::EventSchema::Event>& events) {
  for (const auto& [wire, event] : events_) {
    const bool stays = std::any_of(
        events.begin(), events.end(),
        [&name = wire](const signalbox::EventSchema::Event& each) { return each.name == name; });
    if (!stays) event->withdraw(host_);
  }
  for (const signalbox::EventSchema::Event& each : events) {
    auto& event = events_[each.name];
    if (event == nullptr) event = std::make_unique<UpstreamEvent>(each);
    event->offer(host_);
  }
}

void Events::emit(const UpstreamLine& event) {
  const auto found = events_.find(event.name);
  if (found == events_.end()) return;
  signalbox_emission emission{};
  host_.begin_emission(host_.self, 0, &emission);
  emission.seconds = event.seconds;
  emission.microseconds = event.microseconds;
  found->second->emit(emission, event.value);
}

bool Events::could_offer(std::string_view name) const {
  return !events_.contains(name) && events_.size() < kMost && is_event_name(name);
}

void Events::offer(std::string_view name) {
  if (!could_offer(name)) return;
  const signalbox::EventSchema::Event event{std::string(name), false};
  auto& made = events_[event.name] = std::make_unique<UpstreamEvent>(event);
  made->offer(host_);
}
