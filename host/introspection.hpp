// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>

namespace signalbox {

// What a machine's plugins and the host offer, in the form of QEMU's query-qmp-schema: the lists
// that schemas were compiled to, joined. [loop]
class Introspection {
 public:
  // `list` is a JSON list of SchemaInfo; throws std::invalid_argument if it is not. An owner's
  // second list replaces its first.
  void add(const std::string& owner, std::string_view list);
  void remove(const std::string& owner);

  // The owner of what the server has that the machine stands in front of. Its names win.
  static const std::string kUpstream;

  // Leaves a command out of text(): it is not offered here.
  void hide(const std::string& command);

  // Says of an event or command that it is deprecated, beside what its schema says, or no longer.
  void set_deprecated(const std::string& name, bool is_deprecated);
  bool is_deprecated(std::string_view name) const;

  // What query-qmp-schema returns, as JSON text.
  const std::string& text() const;

  // What is there beside the upstream's own, without brackets; `is_upstreams` knows its commands.
  std::string text_of_additions(
      const std::function<bool(const std::string& name)>& is_upstreams) const;

  // The members of the object that a command or an event takes; empty if it is not known.
  struct Member {
    std::string name;
    std::string type;  // in the words of QEMU's errors: "string", "integer", "object", …
    bool optional;
  };
  std::vector<Member> arguments_of(std::string_view command_or_event) const;

  // The type of a member of a member … of an event's data; nullopt: there is none.
  std::optional<std::string> type_at(std::string_view event,
                                     const std::vector<std::string>& path) const;

 private:
  void index();
  const boost::json::object* entry(std::string_view name) const;
  const boost::json::array* members_of(std::string_view type) const;
  std::string json_type_of(std::string_view type) const;

  std::map<std::string, boost::json::array> lists_;  // by owner
  std::map<std::string, const boost::json::object*, std::less<>> by_name_;
  std::string printed(const boost::json::value& entry) const;

  std::set<std::string, std::less<>> hidden_;
  std::set<std::string, std::less<>> deprecated_;  // beside those of schemas
  mutable std::string text_;                       // empty: to be made
};

}  // namespace signalbox
