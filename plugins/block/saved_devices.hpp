// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "plugins/block/devices.hpp"

// The devices with their policies, rules and status as JSON text, a BlockState.
std::string saved_text(const BlockDevices& devices);

// Adds what saved_text() gave, opening the files anew. Returns false with *errp set.
bool add_saved(BlockDevices& devices, const std::string& text, Error** errp);
