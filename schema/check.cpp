// SPDX-License-Identifier: Apache-2.0
#include "schema/check.hpp"

#include "schema/cycles.hpp"
#include "schema/definitions.hpp"
#include "schema/identifiers.hpp"

namespace signalbox::schema {

Schema checked(const Loaded& loaded, Faults& faults) {
  Schema schema = definitions_of(loaded.expressions, faults);
  schema.text = loaded.text;
  check_cycles(schema, faults);
  check_identifiers(schema, faults);
  return schema;
}

}  // namespace signalbox::schema
