// SPDX-License-Identifier: Apache-2.0
#include "host/registry.hpp"

#include <utility>

#include "host/plugin_instance.hpp"
#include "host/thrown.hpp"

namespace signalbox {

namespace {

std::string name_of(const PluginInstance* owner) {
  return owner == nullptr ? "host" : "plugin '" + owner->name() + "'";
}

std::shared_ptr<const OfferedAccessor> without_suffix(const Registry& registry,
                                                      std::string_view command,
                                                      std::string_view suffix) {
  if (!command.ends_with(suffix)) return nullptr;
  return registry.accessor(command.substr(0, command.size() - suffix.size()));
}

}  // namespace

signalbox_context OfferedAccessor::context() const {
  signalbox_context its = owner == nullptr ? own : owner->context();
  its.opaque = accessor->opaque;
  return its;
}

void* OfferedAccessor::connect(const std::string& arguments, const signalbox_receiver& receiver,
                               Error** errp) const {
  const signalbox_context its = context();
  void* connection = nullptr;
  run_with_error("connect", errp,
                 [&] { connection = accessor->connect(&its, arguments.c_str(), &receiver, errp); });
  return connection;
}

void OfferedAccessor::disconnect(void* connection) const {
  const signalbox_context its = context();
  run_logged(owner == nullptr ? "host" : owner->name(), "disconnect",
             [&] { accessor->disconnect(&its, connection); });
}

void OfferedAccessor::inject(const std::string& arguments, const std::string& data,
                             Error** errp) const {
  const signalbox_context its = context();
  run_with_error("inject", errp,
                 [&] { accessor->inject(&its, arguments.c_str(), data.c_str(), errp); });
}

std::string Registry::add(OfferedCommand command) {
  if (const auto accessor = connected_by(command.name)) return name_of(accessor->owner);
  if (const auto accessor = disconnected_by(command.name)) return name_of(accessor->owner);
  const std::string name = command.name;
  const auto [entry, added] = commands_.try_emplace(name, std::move(command));
  return added ? std::string() : name_of(entry->second.owner);
}

std::string Registry::add(std::shared_ptr<const OfferedAccessor> accessor) {
  for (const char* suffix : {"-connect", "-disconnect"}) {
    const OfferedCommand* const taken = command(accessor->name + suffix);
    if (taken != nullptr) return name_of(taken->owner);
  }
  const std::string name = accessor->name;
  const auto [entry, added] = accessors_.try_emplace(name, std::move(accessor));
  return added ? std::string() : name_of(entry->second->owner);
}

void Registry::remove(const PluginInstance& owner) {
  std::erase_if(commands_, [&owner](const auto& entry) { return entry.second.owner == &owner; });
  std::erase_if(accessors_, [&owner](const auto& entry) { return entry.second->owner == &owner; });
}

void Registry::remove(const OfferedAccessor& accessor) {
  accessors_.erase(accessor.name);
}

const OfferedCommand* Registry::command(std::string_view name) const {
  const auto entry = commands_.find(name);
  return entry == commands_.end() ? nullptr : &entry->second;
}

std::shared_ptr<const OfferedAccessor> Registry::accessor(std::string_view name) const {
  const auto entry = accessors_.find(name);
  return entry == accessors_.end() ? nullptr : entry->second;
}

std::shared_ptr<const OfferedAccessor> Registry::connected_by(std::string_view command) const {
  return without_suffix(*this, command, "-connect");
}

std::shared_ptr<const OfferedAccessor> Registry::disconnected_by(std::string_view command) const {
  return without_suffix(*this, command, "-disconnect");
}

}  // namespace signalbox
