// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "legacy/qmp_types.h"  // generated
#include "plugins/legacy/legacy.hpp"

// What a successor must know of the machine as JSON text, a LegacyState.
std::string saved_text(const Legacy& legacy);

// Reads that text: malloc's, to go with legacy_state_free(). NULL with *errp set.
LegacyState* saved_state(const std::string& text, Error** errp);
