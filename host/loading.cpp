// SPDX-License-Identifier: Apache-2.0
//
// The part of Machine that makes plugins its own and replaces them.

#include <algorithm>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "host/log.hpp"
#include "host/machine.hpp"
#include "host/observer.hpp"
#include "host/plugin_file.hpp"
#include "host/plugin_instance.hpp"
#include "host/plugin_refused.hpp"
#include "host/promised_commands.hpp"
#include "host/same_event.hpp"
#include "host/thrown.hpp"

namespace signalbox {

namespace {

// Adds what a plugin offers to a registry. Throws PluginRefused if a name is taken.
void add_all(PluginInstance& plugin, Registry& registry) {
  const auto check = [&plugin](const std::string& name, const std::string& owner) {
    if (owner.empty()) return;
    throw PluginRefused(plugin.file().origin().string() + ": '" + name +
                        "' is already offered by " + owner + "; rename it or unload that one");
  };
  for (OfferedCommand& each : plugin.take_commands()) check(each.name, registry.add(each));
  for (auto& each : plugin.take_accessors()) check(each->name, registry.add(each));
}

// Returns whether a registry has an accessor of this name, and of the same event.
bool offers_still(const Registry& registry, const OfferedAccessor& accessor) {
  const auto found = registry.accessor(accessor.name);
  return found != nullptr && tell_same_event(*found, accessor);
}

// What a schema has is what clients are told that there is. Throws PluginRefused for what create()
// has not added: the plugin would take the place of a version that has it, and not do its work.
void check_promises(const PluginInstance& plugin, const Registry& registry) {
  for (const std::string& name : promised_commands(plugin.entry().schema->introspection)) {
    const bool is_offered = registry.command(name) != nullptr ||
                            registry.connected_by(name) != nullptr ||
                            registry.disconnected_by(name) != nullptr;
    if (is_offered) continue;
    throw PluginRefused(plugin.file().origin().string() + ": its schema has the command '" + name +
                        "', which create() does not offer; call NAME_register() there, which qmpc "
                        "generates");
  }
}

// Who stands in front of a server has its default connections. Throws PluginRefused if another
// plugin would have some too: old clients would hear the same event from both.
void check_defaults(const PluginInstance& made, const PluginInstance* front,
                    const Registry& registry) {
  if (front == nullptr) return;
  for (const auto& [name, accessor] : registry.accessors()) {
    if (!accessor->is_legacy() || accessor->owner == front) continue;
    throw PluginRefused(
        made.file().origin().string() + ": plugin '" + front->name() + "' and plugin '" +
        accessor->owner->name() +
        "' would both own the default connections of this machine; load one of them");
  }
}

}  // namespace

void Machine::tell_added(const OfferedAccessor& accessor) {
  tell([this, &accessor](Observer& each) { each.accessor_added(*this, accessor); });
  if (emission_watch_ != nullptr) emission_watch_->accessor_added(accessor);
}

void Machine::tell_removed(const OfferedAccessor& accessor) {
  tell([this, &accessor](Observer& each) { each.accessor_removed(*this, accessor); });
  if (emission_watch_ != nullptr) emission_watch_->accessor_removed(accessor);
}

void Machine::open_plugin(const std::filesystem::path& file, std::function<void(Opened)> done) {
  // Loaded once more, a plugin starts anew, also beside one that is leaving.
  const bool is_there =
      plugin_from(file) != nullptr ||
      std::any_of(leaving_.begin(), leaving_.end(),
                  [&](const LeavingPlugin& each) { return each.plugin->file().origin() == file; });
  const auto share = is_there ? PluginFile::Share::no : PluginFile::Share::yes;
  call(MachineThread::Place::worker, nullptr, [this, file, share, done = std::move(done)] {
    auto opened = std::make_shared<Opened>();
    try {
      opened->file = std::make_shared<PluginFile>(file, share);
    } catch (...) {
      opened->why_not = thrown_text();
    }
    FifoItem item;
    item.function = [this, done, opened] {
      call(MachineThread::Place::loop, nullptr, [done, opened] { done(std::move(*opened)); });
    };
    fifo_.put(std::move(item));
  });
}

PluginInstance* Machine::plugin(std::string_view name) const {
  for (const auto& each : plugins_) {
    if (each->name() == name) return each.get();
  }
  return nullptr;
}

PluginInstance* Machine::instance(InstanceId id) const {
  for (const auto& each : plugins_) {
    if (each->id() == id) return each.get();
  }
  for (const LeavingPlugin& each : leaving_) {
    if (each.plugin->id() == id) return each.plugin.get();
  }
  return nullptr;
}

PluginInstance* Machine::plugin_from(const std::filesystem::path& file) const {
  for (const auto& each : plugins_) {
    if (each->file().origin() == file) return each.get();
  }
  return nullptr;
}

void Machine::load(PluginFile file) {
  if (ending_) throw PluginRefused(file.origin().string() + ": machine '" + name() + "' ends");
  if (PluginInstance* const present = plugin(file.entry().name)) {
    if (present->file().origin() == file.origin()) return replace(*present, std::move(file));
    throw PluginRefused(file.origin().string() + ": a plugin '" + present->name() +
                        "' is loaded already, from " + present->file().origin().string());
  }
  const PluginConfig config = config_of(file.entry().name);
  auto made = std::make_unique<PluginInstance>(*this, std::move(file), config);
  Registry next;
  try {
    made->create(nullptr);
    next = registry_;
    add_all(*made, next);
    check_promises(*made, next);
    check_defaults(*made, made->rest() != nullptr ? made.get() : rest_.owner, next);
  } catch (const PluginRefused&) {
    discard(*made);
    throw;
  }
  plugins_.push_back(std::move(made));
  take_over(std::move(next), *plugins_.back());
  log_info(name() + ": plugin '" + plugins_.back()->name() + "' " +
           plugins_.back()->entry().version + " is loaded");
}

// In one step on the machine thread: the new version is made with what the old one saved, its
// connections are made and hold what comes; the old one is silenced, and what it emitted goes out;
// then the connections go over and the new one starts. Until the old one is silenced, whatever
// fails leaves it serving.
void Machine::replace(PluginInstance& old, PluginFile file) {
  const std::string saved = old.save();
  auto made = std::make_unique<PluginInstance>(*this, std::move(file), config_of(old.name()));
  Registry next;
  try {
    made->create(old.entry().save == nullptr ? nullptr : &saved);
    next = registry_;
    next.remove(old);
    add_all(*made, next);
    check_promises(*made, next);
  } catch (const PluginRefused& refused) {
    discard(*made);
    throw PluginRefused(std::string(refused.what()) + " (the loaded version goes on serving)");
  }
  const auto moves = switchboard_.prepare_moves(old, next);
  switchboard_.silence(moves);
  switchboard_.end_all(old, "plugin-unloaded");
  drain_all();
  switchboard_.complete(moves);
  listenings_.remove_all(old);
  listenings_.move(old, next);
  const auto place = std::find_if(plugins_.begin(), plugins_.end(),
                                  [&old](const auto& each) { return each.get() == &old; });
  std::unique_ptr<PluginInstance> gone = std::exchange(*place, std::move(made));
  take_over(std::move(next), **place);
  if (rest_.owner == gone.get()) give_up_rest();  // the new version stands in front of nobody
  for (const Switchboard::Move& each : moves) each.to->release();
  log_info(name() + ": plugin '" + (*place)->name() + "' is replaced by " +
           (*place)->entry().version);
  dismiss(std::move(gone), [] {});
}

// What the registry is from now on; tells observers and listening plugins what is new in it and
// what has gone, and starts the plugin that changed it.
void Machine::take_over(Registry next, PluginInstance& plugin) {
  const Registry before = std::exchange(registry_, std::move(next));
  if (plugin.rest() != nullptr) {
    is_suspended_ = is_suspended_ || !rest_;
    rest_ = {&plugin, plugin.rest()};
  }
  introspection_.add(plugin.name(), plugin.entry().schema->introspection);
  for (const auto& [name, accessor] : before.accessors()) {
    if (offers_still(registry_, *accessor)) continue;
    tell_removed(*accessor);
  }
  const auto offered = registry_.accessors();  // who hears of one may add another, or remove it
  for (const auto& [name, accessor] : offered) {
    if (accessor->owner != &plugin) continue;
    listenings_.accessor_added(accessor);
  }
  for (const auto& [name, accessor] : registry_.accessors()) {
    if (offers_still(before, *accessor)) continue;
    tell_added(*accessor);
  }
  plugin.activate();
  listenings_.wake(plugin);
}

// Nobody stands behind this machine any more: it serves what its other plugins have.
void Machine::give_up_rest() {
  rest_ = {};
  introspection_.remove(Introspection::kUpstream);
  if (!ending_) serve({});
}

std::string Machine::offer(std::shared_ptr<const OfferedAccessor> accessor) {
  std::string taken = registry_.add(accessor);
  if (!taken.empty()) return taken;
  listenings_.accessor_added(accessor);
  tell_added(*accessor);
  return {};
}

void Machine::withdraw(const OfferedAccessor& accessor, const std::string& reason) {
  const auto kept = registry_.accessor(accessor.name);  // as long as it is spoken of
  tell_removed(accessor);
  listenings_.accessor_leaves(accessor, reason.c_str());
  switchboard_.end_accessor(accessor, reason);
  registry_.remove(accessor);
}

PluginConfig Machine::config_of(const std::string& plugin) const {
  for (const PluginConfig& each : config_.plugins) {
    if (each.name == plugin) return each;
  }
  return {plugin, "{}"};
}

}  // namespace signalbox
