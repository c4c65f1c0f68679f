// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "schema/faults.hpp"
#include "schema/schema.hpp"
#include "schema/syntax.hpp"

namespace signalbox::schema {

// Turns each expression into what it defines and each type name into what it names.
Schema definitions_of(const std::vector<Node>& expressions, Faults& faults);

}  // namespace signalbox::schema
