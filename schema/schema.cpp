// SPDX-License-Identifier: Apache-2.0
#include "schema/schema.hpp"

#include "schema/names.hpp"

namespace signalbox::schema {

std::string Enumeration::prefix() const {
  return attributes.prefix.empty() ? capitals(name) : attributes.prefix;
}

std::string Event::wire_name() const {
  if (!attributes.legacy.empty()) return attributes.legacy;
  return attributes.wire.empty() ? upper_case(snake_case(name)) : attributes.wire;
}

const Structure* configuration_of(const Schema& schema, const std::string& plugin) {
  for (const Structure& structure : schema.structures) {
    if (structure.name == camel_case(plugin) + "Config") return &structure;
  }
  return nullptr;
}

}  // namespace signalbox::schema
