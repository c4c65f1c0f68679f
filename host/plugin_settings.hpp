// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "host/config.hpp"

namespace signalbox {

// Asks each plugin that a machine of the configuration names whether it accepts its settings, as
// far as it can tell without an instance. Throws ConfigError for the first that does not, and
// PluginRefused for one that is nowhere or cannot be loaded.
void check_plugin_settings(const HostConfig& config);

}  // namespace signalbox
