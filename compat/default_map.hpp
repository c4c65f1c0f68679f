// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace signalbox {

// A map file (docs/compare.md) for the events of the shipped plugins.
std::string default_map();

}  // namespace signalbox
