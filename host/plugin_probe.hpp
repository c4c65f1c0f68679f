// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>

namespace signalbox {

// Lets a child process, `program --probe-plugin file origin`, map a plugin and check its entry, so
// that what its static constructors do hits nobody else. `origin` is what errors call the file.
// Throws PluginRefused with the child's reason, the signal that ended it, or when it takes longer
// than `limit`; an honest plugin takes milliseconds.
void probe_plugin(const std::filesystem::path& program, const std::filesystem::path& file,
                  const std::filesystem::path& origin,
                  std::chrono::milliseconds limit = std::chrono::seconds(10));

// The child's side: the rest of such a process. Does not return: a plugin's destructors are not
// trusted either. Whatever the plugin prints goes to stderr.
[[noreturn]] void run_plugin_probe(const std::filesystem::path& file,
                                   const std::filesystem::path& origin);

}  // namespace signalbox
