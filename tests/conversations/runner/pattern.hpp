// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/value.hpp>

namespace signalbox::conversation {

// What `$name` stands for, by name.
using Bindings = std::map<std::string, boost::json::value, std::less<>>;

// The shape that a message must have: JSON in which `*` is any value, `$name` any value at first
// and the same one later, and `...` any members of an object or any run of elements of a list.
// The order of members does not count.
class Pattern {
 public:
  // Reads one pattern from the front of `text` and takes it off. Throws std::runtime_error with
  // what is wrong.
  static Pattern take(std::string_view& text);

  // Nothing if `value` has this shape; else where it has not: `.data.reason: "io", not "nospc"`.
  // Binds names that were free, also when it fails.
  std::optional<std::string> mismatch(const boost::json::value& value, Bindings& bindings) const;

 private:
  enum class Kind { literal, any, name, rest, object, list };

  std::optional<std::string> mismatch(const boost::json::value& value, Bindings& bindings,
                                      const std::string& where) const;
  std::optional<std::string> object_mismatch(const boost::json::value& value, Bindings& bindings,
                                             const std::string& where) const;
  std::optional<std::string> list_mismatch(const boost::json::value& value, Bindings& bindings,
                                           const std::string& where) const;
  bool elements_fit(std::size_t pattern, const boost::json::array& values, std::size_t from,
                    Bindings& bindings) const;

  Kind kind_ = Kind::any;
  boost::json::value literal_;
  std::string name_;
  bool open_ = false;  // an object with `...`, a list with one somewhere
  std::vector<std::pair<std::string, Pattern>> members_;
  std::vector<Pattern> elements_;
};

}  // namespace signalbox::conversation
