// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "schema/faults.hpp"
#include "schema/schema.hpp"

namespace signalbox::schema {

// What is distinct in the schema must be so in C and on the wire: "FOOBar" and "FooBar" both make
// foo_bar_free(), and two enumerations of the capitals BDA share constants.
void check_identifiers(const Schema& schema, Faults& faults);

}  // namespace signalbox::schema
