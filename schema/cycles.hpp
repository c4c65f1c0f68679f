// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "schema/faults.hpp"
#include "schema/schema.hpp"

namespace signalbox::schema {

// A structure that must contain itself could never end: some member on the way has to be optional
// or a list.
void check_cycles(const Schema& schema, Faults& faults);

}  // namespace signalbox::schema
