// SPDX-License-Identifier: Apache-2.0
#include "schema/changes.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "schema/faults.hpp"

namespace signalbox::schema {
namespace {

enum class Direction { to_server, to_client };

template <typename List>
auto find(const List& list, std::string_view name) -> decltype(&list.front()) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const auto& each) { return each.name == name; });
  return found == list.end() ? nullptr : &*found;
}

using Range = std::pair<long double, long double>;

template <typename T>
Range range_of() {
  return {std::numeric_limits<T>::min(), std::numeric_limits<T>::max()};
}

const std::map<std::string_view, Range> kIntegers = {
    {"int", range_of<std::int64_t>()},     {"int8", range_of<std::int8_t>()},
    {"int16", range_of<std::int16_t>()},   {"int32", range_of<std::int32_t>()},
    {"int64", range_of<std::int64_t>()},   {"uint8", range_of<std::uint8_t>()},
    {"uint16", range_of<std::uint16_t>()}, {"uint32", range_of<std::uint32_t>()},
    {"uint64", range_of<std::uint64_t>()}, {"size", range_of<std::uint64_t>()},
};

// Whether each value of the built-in type `narrow` is one of `wide`.
bool covers(const std::string& wide, const std::string& narrow) {
  if (wide == narrow || wide == "any") return true;
  const auto inner = kIntegers.find(narrow);
  if (inner == kIntegers.end()) return false;
  if (wide == "number") return true;
  const auto outer = kIntegers.find(wide);
  return outer != kIntegers.end() && outer->second.first <= inner->second.first &&
         outer->second.second >= inner->second.second;
}

std::string described(const Type& type) {
  if (type.list)
    return "a list of " + described({type.name, false, type.enumeration, type.structure});
  return type.structure != nullptr ? "a structure" : quote(type.name);
}

class Comparison {
 public:
  std::vector<Change> compared(const Schema& earlier, const Schema& later) {
    for (const Command& after : later.commands) {
      owner_ = "command " + quote(after.name);
      const Command* const before = find(earlier.commands, after.name);
      if (before == nullptr) {
        note("is new");
      } else {
        command(*before, after);
      }
    }
    for (const Accessor& after : later.accessors) {
      owner_ = "accessor " + quote(after.name);
      const Accessor* const before = find(earlier.accessors, after.name);
      if (before == nullptr) {
        note("is new");
      } else {
        accessor(*before, after);
      }
    }
    for (const Event& after : later.events) {
      owner_ = "event " + quote(after.wire_name());
      const Event* const before = named(earlier, after.wire_name());
      if (before != nullptr) event(*before, after);
    }
    gone(earlier.commands, later.commands, "command ");
    gone(earlier.accessors, later.accessors, "accessor ");
    return std::move(changes_);
  }

 private:
  static const Event* named(const Schema& schema, const std::string& wire_name) {
    const auto found =
        std::find_if(schema.events.begin(), schema.events.end(),
                     [&](const Event& each) { return each.wire_name() == wire_name; });
    return found == schema.events.end() ? nullptr : &*found;
  }

  template <typename List>
  void gone(const List& earlier, const List& later, const char* noun) {
    for (const auto& each : earlier) {
      if (find(later, each.name) != nullptr) continue;
      owner_ = noun + quote(each.name);
      const std::string& since = each.attributes.deprecated;
      breakage(since.empty() ? "is gone" : "is gone; it was deprecated since " + since);
    }
  }

  void command(const Command& before, const Command& after) {
    attributes(before.attributes, after.attributes);
    members(before.members, after.members, "argument", "", Direction::to_server);
    if (before.attributes.oob && !after.attributes.oob) breakage("can no longer run out of band");
    if (before.returns.has_value() != after.returns.has_value()) {
      if (before.returns) return breakage("returns nothing any more");
      return note("returns something now");
    }
    if (before.returns) type(*before.returns, *after.returns, "result", "", Direction::to_client);
  }

  void accessor(const Accessor& before, const Accessor& after) {
    attributes(before.attributes, after.attributes);
    members(before.members, after.members, "argument", "", Direction::to_server);
    if (before.event->wire_name() != after.event->wire_name()) {
      breakage("gives " + after.event->wire_name() + ", not " + before.event->wire_name());
    }
  }

  void event(const Event& before, const Event& after) {
    attributes(before.attributes, after.attributes);
    members(before.members, after.members, "data member", "", Direction::to_client);
  }

  void attributes(const Attributes& before, const Attributes& after) {
    if (before.deprecated.empty() && !after.deprecated.empty()) {
      note("is deprecated since " + after.deprecated);
    }
  }

  void members(const std::vector<Member>& before, const std::vector<Member>& after,
               const std::string& noun, const std::string& path, Direction direction) {
    for (const Member& now : after) {
      const Member* const then = find(before, now.name);
      const std::string place = noun + ' ' + quote(path + now.name);
      if (then == nullptr) {
        const bool breaks = direction == Direction::to_server && !now.optional;
        add(breaks, place + (breaks ? " is new and required" : " is new"));
        continue;
      }
      if (then->optional != now.optional) {
        // What a client need not send may not be asked for; what it counts on may not be left out.
        const bool breaks = now.optional == (direction == Direction::to_client);
        add(breaks, place + (now.optional ? " is optional now" : " is required now"));
      }
      type(then->type, now.type, noun, path + now.name, direction);
    }
    for (const Member& then : before) {
      if (find(after, then.name) == nullptr)
        breakage(noun + ' ' + quote(path + then.name) + " is gone");
    }
  }

  void type(const Type& before, const Type& after, const std::string& noun, const std::string& path,
            Direction direction) {
    const std::string place = path.empty() ? noun : noun + ' ' + quote(path);
    if (before.list == after.list && before.structure != nullptr && after.structure != nullptr) {
      if (!seen_.emplace(before.structure, after.structure, direction).second) return;
      const std::string inner = path.empty() ? "" : path + '.';
      const std::string what = noun == "result" ? "result member" : noun;
      return members(before.structure->members, after.structure->members, what, inner, direction);
    }
    if (before.list == after.list && before.enumeration != nullptr &&
        after.enumeration != nullptr) {
      return values(*before.enumeration, *after.enumeration, place, direction);
    }
    if (before.list == after.list && is_covered(before, after, direction)) return;
    breakage(place + " is " + described(after) + ", not " + described(before));
  }

  // Whether a client that knows the one gets on with the other; neither is a structure.
  static bool is_covered(const Type& before, const Type& after, Direction direction) {
    if (before.structure != nullptr || after.structure != nullptr) return after.name == "any";
    const auto built_in = [](const Type& type) {
      return type.enumeration != nullptr ? std::string("str") : type.name;
    };
    const bool to_server = direction == Direction::to_server;
    const Type& wide = to_server ? after : before;
    const Type& narrow = to_server ? before : after;
    return wide.enumeration == nullptr && covers(built_in(wide), built_in(narrow));
  }

  void values(const Enumeration& before, const Enumeration& after, const std::string& place,
              Direction direction) {
    for (const Value& now : after.values) {
      if (find(before.values, now.name) == nullptr)
        note(place + " may be " + quote(now.name) + " now");
    }
    for (const Value& then : before.values) {
      if (find(after.values, then.name) != nullptr) continue;
      add(direction == Direction::to_server, place + " is never " + quote(then.name) + " any more");
    }
  }

  void note(const std::string& text) { add(false, text); }
  void breakage(const std::string& text) { add(true, text); }
  void add(bool breaks, const std::string& text) {
    const bool is_whole = text.starts_with("is ") || text.starts_with("can ");
    changes_.push_back({breaks, owner_ + (is_whole ? " " : ": ") + text});
  }

  std::string owner_;  // what the changes that are added belong to
  std::vector<Change> changes_;
  std::set<std::tuple<const Structure*, const Structure*, Direction>> seen_;
};

}  // namespace

std::vector<Change> changes_between(const Schema& earlier, const Schema& later) {
  return Comparison().compared(earlier, later);
}

}  // namespace signalbox::schema
