// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include <boost/json/array.hpp>

// What the events of a recording must look like, judged by those that are in it: where a recording
// has no schema, so that their data can be filtered all the same.
class InferredSchema {
 public:
  // `data` is the text of a JSON object; empty: the event has none.
  void add(const std::string& event, std::string_view data);

  // A JSON list of SchemaInfo.
  std::string introspection() const;

 private:
  // What a value has been.
  struct Type {
    std::string meta;  // "str", "int", "number", "bool", "null", "object", "array"; "any": several
    std::uint64_t times = 0;
    std::map<std::string, Type> members;  // of an object; "" are the elements of an array
  };

  static void see(Type& type, const boost::json::value& value);
  static std::string write(const Type& type, const std::string& name, boost::json::array& list);

  std::map<std::string, Type> events_;
};
