// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace signalbox {

// Throws PluginRefused if a file's first bytes are not those of a shared object for this kind of
// machine, of which the linker says "No such file or directory" and worse. `origin` is what the
// refusal calls it. [any thread]
void check_elf(const std::filesystem::path& file, const std::filesystem::path& origin);

}  // namespace signalbox
