// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

namespace signalbox {

// Where the plugins that come with the program are: ../lib/signalbox/plugins from its directory
// when installed, ../plugins in the build tree. Those of the two that exist, in this order.
std::vector<std::filesystem::path> shipped_plugin_directories(
    const std::filesystem::path& program = "/proc/self/exe");

// NAME.so in the first of `directories` that has one. Throws PluginRefused, which lists where
// looked and, if the name is close to another one, that.
std::filesystem::path find_plugin(std::string_view name,
                                  const std::vector<std::filesystem::path>& directories);

// All plugins in a directory, ordered by name; none where there is no such directory.
std::vector<std::filesystem::path> plugins_in(const std::filesystem::path& directory);

}  // namespace signalbox
