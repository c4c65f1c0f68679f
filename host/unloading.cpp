// SPDX-License-Identifier: Apache-2.0
//
// The part of Machine that lets plugins go.

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "host/log.hpp"
#include "host/machine.hpp"
#include "host/observer.hpp"
#include "host/plugin_instance.hpp"

namespace signalbox {

namespace {

// How long a plugin that leaves may take for what it owes (plugins.md, Unloading).
constexpr std::chrono::seconds kLastAnswers{5};

}  // namespace

void Machine::unload(PluginInstance& plugin, std::function<void()> done) {
  for (const auto& [name, accessor] : registry_.accessors()) {
    if (accessor->owner != &plugin) continue;
    tell_removed(*accessor);
  }
  listenings_.owner_leaves(plugin, "plugin-unloaded");
  listenings_.remove_all(plugin);
  switchboard_.end_all(plugin, "plugin-unloaded");
  drain_all();
  registry_.remove(plugin);
  introspection_.remove(plugin.name());
  if (rest_.owner == &plugin) give_up_rest();
  const auto place = std::find_if(plugins_.begin(), plugins_.end(),
                                  [&plugin](const auto& each) { return each.get() == &plugin; });
  std::unique_ptr<PluginInstance> gone = std::move(*place);
  plugins_.erase(place);
  dismiss(std::move(gone), [this, name = plugin.name(), done = std::move(done)] {
    log_info(config_.name + ": plugin '" + name + "' is unloaded");
    done();
  });
}

// Nobody reaches the plugin any more. It is destroyed when it has answered what it was asked, or
// has not done so within the time that there is; `done` is called then.
void Machine::dismiss(std::unique_ptr<PluginInstance> plugin, std::function<void()> done) {
  plugin->leave();
  LeavingPlugin& leaving = leaving_.emplace_back();
  leaving.plugin = std::move(plugin);
  leaving.done = std::move(done);
  if (owes(*leaving.plugin) && !ending_) {
    leaving.limit.emplace(loop(), kLastAnswers, [this, &leaving] {
      leaving.is_overdue = true;
      call(MachineThread::Place::loop, nullptr, [this] { retire(); });
    });
  }
  retire();
}

// Destroys those that owe nothing, or will not get more time.
void Machine::retire() {
  const auto is_settled = [this](const LeavingPlugin& each) {
    return !owes(*each.plugin) || each.is_overdue || ending_;
  };
  for (;;) {  // what is done at the end of one may let others come and go
    const auto settled = std::find_if(leaving_.begin(), leaving_.end(), is_settled);
    if (settled == leaving_.end()) return;
    std::list<LeavingPlugin> gone;
    gone.splice(gone.end(), leaving_, settled);
    destroy(*gone.front().plugin);
    gone.front().done();
  }
}

bool Machine::owes(const PluginInstance& plugin) const {
  return std::any_of(unanswered_.begin(), unanswered_.end(),
                     [&plugin](const auto& each) { return each.second.owner == plugin.id(); });
}

// A plugin that was made and will not be used.
void Machine::discard(PluginInstance& plugin) {
  listenings_.remove_all(plugin);
  if (plugin.context().instance != nullptr) destroy(plugin);
}

void Machine::destroy(PluginInstance& plugin) {
  const bool is_gone = plugin.destroy();
  // Its threads have ended, so nobody will answer these any more. An answer of theirs may be in the
  // FIFO yet: it is ahead of this one, which is dropped then.
  for (auto& [number, each] : unanswered_) {
    if (each.owner != plugin.id() || each.is_answered) continue;
    each.owner = 0;
    put(number, std::make_unique<Answer>(
                    Answer{{},
                           "GenericError",
                           "The plugin '" + plugin.name() + "' was unloaded before it answered",
                           {}}));
  }
  if (is_gone) return;
  log_warning(name() + ": the code of plugin '" + plugin.name() +
              "' stays mapped: it has a unique symbol or a thread_local with a destructor");
}

}  // namespace signalbox
