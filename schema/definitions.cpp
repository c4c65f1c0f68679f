// SPDX-License-Identifier: Apache-2.0
#include "schema/definitions.hpp"

#include <cstdint>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <utility>

#include "schema/attributes.hpp"
#include "schema/names.hpp"
#include "schema/representation.hpp"
#include "schema/scope.hpp"

namespace signalbox::schema {
namespace {

// print_order of wire/codec.h counts members in 16 bits.
constexpr std::size_t most_members = std::numeric_limits<std::uint16_t>::max();

// How members may be optional: by a '*', never, or all of them.
enum class Optional { starred, none, all };

class Reader {
 public:
  explicit Reader(Faults& faults) : faults_(faults), scope_(faults) {}

  // First every name, then every type, so that a schema may refer forwards.
  Schema run(const std::vector<Node>& expressions) {
    for (const Node& node : expressions) declare(node);
    for (const auto& [structure, node] : structures_) {
      structure->members = members(*node, structure->name, Optional::starred);
    }
    for (const auto& [event, node] : events_) {
      event->members = members(*node, event->name, Optional::starred);
    }
    for (const Node* node : calls_) call(*node);
    return std::move(schema_);
  }

 private:
  void declare(const Node& node) {
    if (node.items.empty()) {
      faults_.add(node.position, "an expression needs a name");
    } else if (node.is(Node::Kind::list)) {
      declare_call(node);
    } else if (node.items[0].is(Node::Kind::list)) {
      declare_enumeration(node);
    } else if (node.items[0].is(Node::Kind::object)) {
      declare_record(node);
    } else {
      const Node& body = node.items[0];
      faults_.add(body.position, quote(body.key) +
                                     " needs a list of values or an object of members, not " +
                                     described(body));
    }
  }

  void check_type_name(const Node& body) {
    if (is_camel_case(body.key)) return;
    faults_.add(body.key_position, "the type name " + quote(body.key) + " is not CamelCase");
  }

  Definition definition(const Node& node, Kind kind) {
    const Node& body = node.items[0];
    check_type_name(body);
    return {body.key, body.key_position, node.comment,
            attributes_of(kind, body.key, std::span(node.items).subspan(1), faults_)};
  }

  void declare_enumeration(const Node& node) {
    Enumeration enumeration{definition(node, Kind::enumeration), {}};
    const Node& body = node.items[0];
    if (body.key.ends_with("Event")) {
      faults_.add(body.key_position, "the name of the enumeration " + quote(body.key) +
                                         " ends in 'Event', as only an event's may");
    }
    if (body.items.empty()) {
      faults_.add(body.position, quote(body.key) + " has no values");
    }
    std::map<std::string, Position> seen;
    for (const Node& item : body.items) {
      if (!item.is(Node::Kind::string)) {
        faults_.add(item.position,
                    "a value of " + quote(body.key) + " is a string, not " + described(item));
      } else if (!is_enum_value(item.text)) {
        faults_.add(item.position,
                    "the value " + quote(item.text) + " is not in lower case with hyphens");
      } else if (const auto [first, added] = seen.emplace(item.text, item.position); !added) {
        faults_.add(item.position, quote(item.text) + " is twice in " + quote(body.key));
        faults_.note(first->second, "it is first here");
      } else {
        enumeration.values.push_back({item.text, item.position, item.comment});
      }
    }
    scope_.add(schema_.enumerations.emplace_back(std::move(enumeration)));
  }

  void declare_record(const Node& node) {
    const Node& body = node.items[0];
    if (!body.key.ends_with("Event")) {
      Structure structure{definition(node, Kind::structure), {}};
      structures_.emplace_back(&schema_.structures.emplace_back(std::move(structure)), &body);
      scope_.add(schema_.structures.back());
      return;
    }
    if (body.key == "Event") {
      faults_.add(body.key_position, "an event needs a word before 'Event'");
    }
    Event event{definition(node, Kind::event), {}};
    events_.emplace_back(&schema_.events.emplace_back(std::move(event)), &body);
    scope_.add(schema_.events.back());
  }

  void declare_call(const Node& node) {
    const Node& name = node.items[0];
    if (!name.is(Node::Kind::string)) {
      faults_.add(name.position, "a command starts with its name, not with " + described(name));
      return;
    }
    if (!is_hyphenated(name.text)) {
      faults_.add(name.position,
                  "the name " + quote(name.text) + " is not in lower case with hyphens");
    }
    scope_.add_call(name.text, name.position);
    if (node.items.size() < 4 || node.items.size() > 5) {
      faults_.add(node.position,
                  quote(name.text) + " has " + std::to_string(node.items.size()) +
                      " elements: a command is [name, required members, optional members, return "
                      "type], and attributes may follow");
      return;
    }
    calls_.push_back(&node);
  }

  void call(const Node& node) {
    const Node& name = node.items[0];
    const Node& returns = node.items[3];
    const Event* event = returns.is(Node::Kind::string) ? scope_.event(returns.text) : nullptr;
    const Kind kind = event != nullptr ? Kind::accessor : Kind::command;
    const Definition definition{name.text, name.position, node.comment,
                                call_attributes(node, kind)};
    std::vector<Member> all = members(node.items[1], name.text, Optional::none);
    for (Member& member : members(node.items[2], name.text, Optional::all)) {
      all.push_back(std::move(member));
    }
    check_distinct(all, name.text);
    if (event != nullptr) {
      check_tag(all, name.text);
      schema_.accessors.push_back({definition, std::move(all), event});
      return;
    }
    std::optional<Type> type;
    if (!returns.is(Node::Kind::string) || returns.text != "none") type = return_type(returns);
    schema_.commands.push_back({definition, std::move(all), std::move(type)});
  }

  Attributes call_attributes(const Node& node, Kind kind) {
    if (node.items.size() < 5) return {};
    const Node& attributes = node.items[4];
    if (attributes.is(Node::Kind::object)) {
      return attributes_of(kind, node.items[0].text, attributes.items, faults_);
    }
    faults_.add(attributes.position, "the attributes of " + quote(node.items[0].text) +
                                         " are an object, not " + described(attributes));
    return {};
  }

  void check_tag(const std::vector<Member>& members, const std::string& owner) {
    for (const Member& member : members) {
      if (member.name != "tag") continue;
      faults_.add(member.position, "'tag' in " + quote(owner) + " is taken: " +
                                       quote(owner + "-disconnect") + " has one already");
    }
  }

  Type return_type(const Node& node) {
    if (!node.is(Node::Kind::object)) return type(node, {}, {});
    faults_.add(node.position,
                "a command returns the name of a type, a list or 'none', not " + described(node));
    return {};
  }

  std::vector<Member> members(const Node& node, const std::string& owner, Optional optional) {
    std::vector<Member> result;
    if (!node.is(Node::Kind::object)) {
      faults_.add(node.position,
                  "the members of " + quote(owner) + " are an object, not " + described(node));
      return result;
    }
    for (const Node& item : node.items) result.push_back(member(item, owner, optional));
    if (optional == Optional::starred) check_distinct(result, owner);
    return result;
  }

  Member member(const Node& node, const std::string& owner, Optional optional) {
    const bool starred = node.key.starts_with('*');
    const std::string name = starred ? node.key.substr(1) : node.key;
    if (!is_hyphenated(name)) {
      faults_.add(node.key_position,
                  "the member " + quote(node.key) + " is not in lower case with hyphens");
    } else if (starred && optional == Optional::none) {
      faults_.add(node.key_position, quote(node.key) + " stands among the required members of " +
                                         quote(owner) + "; the optional ones come after them");
    } else if (starred && optional == Optional::all) {
      faults_.add(node.key_position, quote(node.key) +
                                         " needs no '*': it stands among the optional members of " +
                                         quote(owner));
    }
    return {name, node.key_position, node.comment, type(node, owner, name),
            starred || optional == Optional::all};
  }

  Type type(const Node& node, const std::string& owner, const std::string& member) {
    if (node.is(Node::Kind::object)) return anonymous(node, owner, member);
    if (!node.is(Node::Kind::list)) return scope_.type(node);
    if (node.items.size() != 1) {
      faults_.add(node.position, "a list type names one type, as in ['str'], not " +
                                     std::to_string(node.items.size()));
      return {};
    }
    const Node& element = node.items[0];
    if (element.is(Node::Kind::list)) {
      faults_.add(element.position, "a list cannot hold lists");
      return {};
    }
    Type result = element.is(Node::Kind::object) && !owner.empty()
                      ? anonymous(element, owner, member)
                      : scope_.type(element);
    result.list = true;
    return result;
  }

  // A nested object gets the name of its owner and its member: VNCConnectedEventServer.
  Type anonymous(const Node& node, const std::string& owner, const std::string& member) {
    const std::string prefix = is_camel_case(owner) ? owner : camel_case(owner);
    Structure& structure = schema_.structures.emplace_back();
    structure.name = prefix + camel_case(member);
    structure.position = node.position;
    scope_.add(structure);
    structure.members = members(node, structure.name, Optional::starred);
    return {.name = structure.name, .structure = &structure};
  }

  // No two members may share a name, on the wire or in C.
  void check_distinct(const std::vector<Member>& members, const std::string& owner) {
    if (members.size() > most_members) {
      faults_.add(members[most_members].position,
                  quote(owner) + " has more than " + std::to_string(most_members) + " members");
    }
    std::map<std::string, const Member*> seen;
    std::map<std::string, const Member*> in_c;
    for (const Member& member : members) {
      if (const auto [first, added] = seen.emplace(member.name, &member); !added) {
        faults_.add(member.position, quote(member.name) + " is twice in " + quote(owner));
        faults_.note(first->second->position, "it is first here");
        continue;
      }
      for (const std::string& name : c_members(member)) {
        const auto [first, added] = in_c.emplace(name, &member);
        if (added) continue;
        faults_.add(member.position, quote(member.name) + " and " + quote(first->second->name) +
                                         " of " + quote(owner) + " are both " + quote(name) +
                                         " in C");
        faults_.note(first->second->position, "the other is here");
      }
    }
  }

  Faults& faults_;
  Schema schema_;
  Scope scope_;
  std::vector<std::pair<Structure*, const Node*>> structures_;
  std::vector<std::pair<Event*, const Node*>> events_;
  std::vector<const Node*> calls_;
};

}  // namespace

Schema definitions_of(const std::vector<Node>& expressions, Faults& faults) {
  return Reader(faults).run(expressions);
}

}  // namespace signalbox::schema
