// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "signalbox/plugin.h"

namespace signalbox {

class PluginInstance;

// The functions behind signalbox_host: what plugin.h promises to one instance.
signalbox_host host_calls_of(PluginInstance& instance);

}  // namespace signalbox
