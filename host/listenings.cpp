// SPDX-License-Identifier: Apache-2.0
#include "host/listenings.hpp"

#include <atomic>
#include <cassert>
#include <memory>
#include <string>

#include "host/log.hpp"
#include "host/machine.hpp"
#include "host/plugin_instance.hpp"

struct signalbox_listening {
  signalbox::PluginInstance* owner = nullptr;
  std::string accessor;
  std::string arguments;
  signalbox_listener listener{};
  std::shared_ptr<const signalbox::OfferedAccessor> source;  // null: not connected
  void* connection = nullptr;                                // the source's
  std::atomic<bool> has_ended = false;  // its signal; it waits for the accessor to return
};

namespace signalbox {

namespace {

// Runs on the thread that emits; a slot across the plugin boundary.
void deliver(const signalbox_emission* emission, const char* json, std::size_t length,
             void* opaque) {
  const signalbox_receiver& receiver = static_cast<signalbox_listening*>(opaque)->listener.receiver;
  receiver.deliver(emission, json, length, receiver.opaque);
}

void ended(const char* reason, void* opaque) {
  auto& listening = *static_cast<signalbox_listening*>(opaque);
  listening.has_ended = true;
  const signalbox_receiver& receiver = listening.listener.receiver;
  if (receiver.ended != nullptr) receiver.ended(reason, receiver.opaque);
}

}  // namespace

Listenings::Listenings(Machine& machine) : machine_(machine) {}

Listenings::~Listenings() {
  assert(all_.empty());
}

signalbox_listening* Listenings::add(PluginInstance& owner, const char* accessor,
                                     const char* arguments, const signalbox_listener& listener) {
  signalbox_listening& listening = *all_.emplace_back(std::make_unique<signalbox_listening>());
  listening.owner = &owner;
  listening.accessor = accessor;
  listening.arguments = arguments;
  listening.listener = listener;
  const auto source = machine_.registry().accessor(accessor);
  if (source != nullptr && owner.is_active()) connect(listening, source);
  return &listening;
}

void Listenings::wake(const PluginInstance& owner) {
  for (const auto& each : all_) {
    if (each->owner != &owner || each->connection != nullptr) continue;
    if (const auto source = machine_.registry().accessor(each->accessor)) connect(*each, source);
  }
}

void Listenings::move(const PluginInstance& owner, const Registry& next) {
  for (const auto& each : all_) {
    if (each->source == nullptr || each->source->owner != &owner || each->owner == &owner) continue;
    const auto source = next.accessor(each->accessor);
    const bool told = each->has_ended;
    disconnect(*each);
    if (source != nullptr) connect(*each, source);
    if (each->connection == nullptr && !told) ended("plugin-unloaded", each.get());
  }
}

void Listenings::remove(signalbox_listening* listening) {
  disconnect(*listening);
  release(*listening);
  all_.remove_if([listening](const auto& each) { return each.get() == listening; });
}

void Listenings::remove_all(const PluginInstance& owner) {
  for (auto each = all_.begin(); each != all_.end();) {
    signalbox_listening& listening = **each++;
    if (listening.owner == &owner) remove(&listening);
  }
}

void Listenings::accessor_added(const std::shared_ptr<const OfferedAccessor>& accessor) {
  for (const auto& each : all_) {
    signalbox_listening& listening = *each;
    if (listening.accessor != accessor->name) continue;
    if (listening.source != nullptr && !listening.has_ended) continue;
    if (!listening.owner->is_active()) continue;
    disconnect(listening);
    connect(listening, accessor);
  }
}

void Listenings::owner_leaves(const PluginInstance& owner, const char* reason) {
  for (const auto& each : all_) {
    signalbox_listening& listening = *each;
    if (listening.source == nullptr || listening.source->owner != &owner) continue;
    const bool told = listening.has_ended;
    disconnect(listening);
    if (!told) ended(reason, &listening);
  }
}

void Listenings::connect(signalbox_listening& listening,
                         const std::shared_ptr<const OfferedAccessor>& accessor) {
  const signalbox_receiver receiver{&deliver, &ended, &listening};
  Error* error = nullptr;
  listening.has_ended = false;
  listening.connection = accessor->accessor->connect(
      &accessor->owner->context(), listening.arguments.c_str(), &receiver, &error);
  if (listening.connection == nullptr) {
    log_warning("plugin '" + listening.owner->name() + "' cannot listen to " + accessor->name +
                ": " + error_description(error));
    error_free(error);
    return;
  }
  listening.source = accessor;
  if (listening.listener.connected != nullptr) {
    listening.listener.connected(listening.listener.receiver.opaque);
  }
}

void Listenings::disconnect(signalbox_listening& listening) {
  if (listening.connection == nullptr) return;
  listening.source->accessor->disconnect(&listening.source->owner->context(), listening.connection);
  listening.connection = nullptr;
  listening.source = nullptr;
}

void Listenings::release(signalbox_listening& listening) {
  if (listening.listener.released != nullptr) {
    listening.listener.released(listening.listener.receiver.opaque);
  }
}

}  // namespace signalbox
