// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "schema/faults.hpp"
#include "schema/load.hpp"
#include "schema/schema.hpp"

namespace signalbox::schema {

// What the expressions mean. Where faults were added the result must not be used.
Schema checked(const Loaded& loaded, Faults& faults);

}  // namespace signalbox::schema
