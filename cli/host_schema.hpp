// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace signalbox::cli {

class HostConnection;

// What an argument of a command may be.
struct ArgumentForm {
  std::string name;
  std::string type;  // "string", "int", "boolean", "number", "object", "array", "value", "null"
  bool optional = false;
  std::vector<std::string> values;  // of an enumeration
};

// What a host says about its commands: query-qmp-schema, read once. Numbers for names, as QEMU
// has them for types, are as good as names.
class HostSchema {
 public:
  // An empty one knows nothing.
  HostSchema() = default;
  explicit HostSchema(boost::json::array introspection);

  // Asks a host, or is empty where that cannot say. Where the introspection is that of a QEMU
  // behind the host, query-signals says what the accessors take; enumerations are strings there.
  // Known only after negotiate(false).
  static HostSchema of(HostConnection& host);

  // Nothing: the command is not known.
  std::optional<std::vector<ArgumentForm>> arguments_of(std::string_view command) const;

  // The wire names of the server's events, in the order of its schema.
  std::vector<std::string> events() const;

  // Returns whether the server has an event of this wire name; true where its schema is not known.
  bool may_have_event(std::string_view event) const;

 private:
  const boost::json::object* entry(std::string_view name) const;
  ArgumentForm form_of(const boost::json::object& member) const;
  void add_accessors(const boost::json::array& signals);

  boost::json::array list_;
  std::map<std::string, std::size_t, std::less<>> places_;                   // in list_, by name
  std::map<std::string, std::vector<ArgumentForm>, std::less<>> accessors_;  // that list_ has not
};

}  // namespace signalbox::cli
