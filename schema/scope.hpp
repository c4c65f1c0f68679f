// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "schema/faults.hpp"
#include "schema/schema.hpp"
#include "schema/syntax.hpp"

namespace signalbox::schema {

// The one namespace of a schema: what each name stands for.
class Scope {
 public:
  explicit Scope(Faults& faults) : faults_(faults) {}

  // A fault if the name is taken; the first one keeps it.
  void add(const Enumeration& enumeration);
  void add(const Structure& structure);
  void add(const Event& event);
  void add_call(const std::string& name, Position position);  // a command or an accessor

  // The event of this name, or NULL.
  const Event* event(const std::string& name) const;

  // What a member or a return value of the type named by `node` has; a fault if there is none.
  Type type(const Node& node) const;

 private:
  struct Entry {
    Position position;
    const Enumeration* enumeration = nullptr;
    const Structure* structure = nullptr;
    const Event* event = nullptr;
  };

  void add(const std::string& name, Entry entry);
  std::string advice(const std::string& name) const;

  Faults& faults_;
  std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace signalbox::schema
