// SPDX-License-Identifier: Apache-2.0
#include "host/plugin_directories.hpp"

#include <exception>
#include <utility>

#include "host/host.hpp"
#include "host/log.hpp"
#include "host/machine.hpp"
#include "host/plugin_file.hpp"
#include "host/plugin_instance.hpp"

namespace signalbox {

PluginDirectories::PluginDirectories(Machine& machine)
    : machine_(machine),
      watch_(machine.host().inotify(), machine.config().plugin_dirs, ".so", [this] { changed(); }) {
}

void PluginDirectories::load_all() {
  for (const std::filesystem::path& file : watch_.files()) {
    if (machine_.plugin_from(file) == nullptr) load(file);  // else by its name already
  }
}

void PluginDirectories::changed() {
  for (const FileChange& each : watch_.read()) {
    if (each.kind == FileChange::Kind::removed) {
      unload(each.file);
    } else {
      load(each.file);
    }
  }
}

void PluginDirectories::load(const std::filesystem::path& file) {
  machine_.open_plugin(file, [&machine = machine_](Machine::Opened opened) {
    try {
      if (opened.file == nullptr) return log_error(opened.why_not);
      machine.load(std::move(*opened.file));
    } catch (const std::exception& error) {
      log_error(error.what());
    }
  });
}

void PluginDirectories::unload(const std::filesystem::path& file) {
  machine_.call(MachineThread::Place::loop, nullptr, [&machine = machine_, file] {
    if (PluginInstance* const plugin = machine.plugin_from(file)) machine.unload(*plugin);
  });
}

}  // namespace signalbox
