// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "signalbox/plugin.h"

namespace signalbox {

// Whether this host can work with a plugin: its ABI, its name, the members that must not be
// null, and an introspection that is a JSON list of named objects. Nothing of the plugin is run.
// `file` is what the error calls it. Throws PluginRefused.
void check_plugin_entry(const signalbox_plugin& entry, const std::filesystem::path& file);

}  // namespace signalbox
