// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "plugins/block/block.hpp"

// The devices with their policies, rules and status, and the disks of a QEMU that somebody is
// connected to, as JSON text, a BlockState.
std::string saved_text(const Block& block);

// Adds what saved_text() gave, opening the files anew. Returns false with *errp set.
bool add_saved(Block& block, const std::string& text, Error** errp);
