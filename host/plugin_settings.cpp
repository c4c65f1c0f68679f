// SPDX-License-Identifier: Apache-2.0
#include "host/plugin_settings.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "host/plugin_file.hpp"
#include "host/plugin_search.hpp"
#include "signalbox/plugin.h"

namespace signalbox {

namespace {

// The ABI's minor that has signalbox_plugin.check.
constexpr std::uint32_t kCheckMinor = 1;

const char* configuration(void* self) {
  return static_cast<const PluginConfig*>(self)->json.c_str();
}

void check(const MachineConfig& machine, PluginConfig plugin,
           const std::vector<std::filesystem::path>& directories) {
  const PluginFile file(find_plugin(plugin.name, directories));
  if (file.entry().abi_minor < kCheckMinor || file.entry().check == nullptr) return;
  signalbox_host host{};
  host.abi_minor = SIGNALBOX_ABI_MINOR;
  host.self = &plugin;
  host.configuration = &configuration;
  Error* error = nullptr;
  if (file.entry().check(&host, &error)) return;
  const std::string why = error_description(error);
  error_free(error);
  throw ConfigError("machine " + machine.name + ": plugin " + plugin.name + ": " + why);
}

}  // namespace

void check_plugin_settings(const HostConfig& config) {
  for (const MachineConfig& machine : config.machines) {
    std::vector<std::filesystem::path> directories = machine.plugin_dirs;
    for (std::filesystem::path& each : shipped_plugin_directories()) directories.push_back(each);
    for (const PluginConfig& plugin : machine.plugins) check(machine, plugin, directories);
  }
}

}  // namespace signalbox
