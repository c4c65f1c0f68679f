// SPDX-License-Identifier: Apache-2.0
#include "schema/attributes.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <vector>

#include "schema/names.hpp"
#include "schema/old_names.hpp"

namespace signalbox::schema {
namespace {

constexpr unsigned bits(Kind kind) {
  return static_cast<unsigned>(kind);
}
constexpr unsigned any_kind = 31;

// Which attribute may stand where, and which member of Attributes takes its value: a text or a
// truth.
struct Rule {
  std::string_view name;
  unsigned kinds;
  std::string Attributes::*text;
  bool Attributes::*truth;
};

constexpr std::array rules = {
    Rule{"blocks", bits(Kind::command) | bits(Kind::accessor), nullptr, &Attributes::blocks},
    Rule{"deprecated", any_kind, &Attributes::deprecated, nullptr},
    Rule{"guide", any_kind, &Attributes::guide, nullptr},
    Rule{"legacy", bits(Kind::event), &Attributes::legacy, nullptr},
    Rule{"oob", bits(Kind::command), nullptr, &Attributes::oob},
    Rule{"prefix", bits(Kind::enumeration), &Attributes::prefix, nullptr},
    Rule{"since", any_kind, &Attributes::since, nullptr},
    Rule{"state", bits(Kind::event), nullptr, &Attributes::state},
    Rule{"successor", bits(Kind::event) | bits(Kind::command) | bits(Kind::accessor),
         &Attributes::successor, nullptr},
    Rule{"wire", bits(Kind::event), &Attributes::wire, nullptr},
};

bool is_version(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return !text.empty() && is_digit(text.front()) && is_digit(text.back()) &&
         text.find("..") == std::string_view::npos &&
         std::ranges::all_of(text, [&](char c) { return is_digit(c) || c == '.'; });
}

std::string places_of(unsigned kinds) {
  std::string result;
  for (const Kind kind : {Kind::event, Kind::command, Kind::accessor, Kind::enumeration}) {
    if ((kinds & bits(kind)) == 0) continue;
    result += (result.empty() ? "" : " or ") + std::string(described(kind));
  }
  return result;
}

class Reader {
 public:
  Reader(Kind kind, std::string_view owner, std::span<const Node> attributes, Faults& faults)
      : kind_(kind), owner_(owner), nodes_(attributes), faults_(faults) {}

  Attributes run() {
    for (const Node& node : nodes_) take(node);
    check_versions();
    check_legacy();
    check_wire();
    check_successor();
    check_deprecated();
    if (const Node* node = find("prefix");
        !result_.prefix.empty() && !is_upper_case(result_.prefix)) {
      faults_.add(node->position,
                  "the prefix " + described(*node) + " is not in upper case: 'BDX'");
    }
    if (result_.oob && result_.blocks) {
      faults_.add(find("oob")->key_position,
                  quote(owner_) + " is 'oob' and 'blocks': what runs at once may not wait");
      faults_.note(find("blocks")->key_position, "'blocks' stands here");
    }
    return result_;
  }

 private:
  const Node* find(std::string_view name) const {
    const auto found = std::ranges::find(nodes_, name, &Node::key);
    return found == nodes_.end() ? nullptr : &*found;
  }

  void take(const Node& node) {
    const auto* const rule = std::ranges::find(rules, node.key, &Rule::name);
    if (rule == rules.end()) {
      unknown(node);
    } else if (const Node* first = find(node.key); first != &node) {
      faults_.add(node.key_position,
                  "the attribute " + quote(node.key) + " is twice in " + quote(owner_));
      faults_.note(first->key_position, "it is first here");
    } else if ((rule->kinds & bits(kind_)) == 0) {
      faults_.add(node.key_position, "the attribute " + quote(node.key) + " belongs to " +
                                         places_of(rule->kinds) + ", but " + quote(owner_) +
                                         " is " + std::string(described(kind_)));
    } else if (rule->truth != nullptr && node.is(Node::Kind::boolean)) {
      result_.*rule->truth = node.text == "true";
    } else if (rule->text != nullptr && node.is(Node::Kind::string) && !node.text.empty()) {
      result_.*rule->text = node.text;
    } else {
      const char* takes =
          rule->truth != nullptr ? "' takes true or false, not " : "' takes a text, not ";
      faults_.add(node.position, "'" + node.key + takes + described(node));
    }
  }

  void unknown(const Node& node) {
    std::vector<std::string> names;
    for (const Rule& rule : rules) names.emplace_back(rule.name);
    const std::string_view meant = nearest(node.key, names);
    faults_.add(node.key_position,
                "unknown attribute " + quote(node.key) +
                    (meant.empty() ? "" : "; did you mean " + quote(meant) + "?"));
  }

  void check_versions() {
    for (const auto& [name, value] :
         {std::pair("since", &result_.since), std::pair("deprecated", &result_.deprecated)}) {
      if (value->empty() || is_version(*value)) continue;
      faults_.add(
          find(name)->position,
          std::string("'") + name + "' takes a version such as '1.0', not " + quote(*value));
    }
  }

  void check_legacy() {
    if (result_.legacy.empty() || is_legacy_event(result_.legacy)) return;
    faults_.add(find("legacy")->position,
                quote(result_.legacy) +
                    " cannot be a legacy event: the 14 of QEMU 0.15 are frozen, no event born "
                    "after the proposal may have a default connection");
    result_.legacy.clear();
  }

  void check_wire() {
    if (result_.wire.empty()) return;
    const Node& node = *find("wire");
    if (!is_upper_case(result_.wire)) {
      faults_.add(node.position, "the wire name " + quote(result_.wire) +
                                     " is not in upper case: " + quote(upper_case(result_.wire)));
    } else if (const Node* legacy = find("legacy")) {
      faults_.add(node.key_position,
                  "'wire' stands beside 'legacy', which is the wire name already");
      faults_.note(legacy->key_position, "'legacy' stands here");
    } else if (is_legacy_event(result_.wire)) {
      faults_.add(node.position, "the wire name " + quote(result_.wire) +
                                     " is a legacy event's: only 'legacy' may give it");
    }
  }

  void check_successor() {
    if (result_.successor.empty()) return;
    const bool right =
        kind_ == Kind::event ? is_camel_case(result_.successor) : is_hyphenated(result_.successor);
    if (right) return;
    faults_.add(find("successor")->position, "the successor " + quote(result_.successor) +
                                                 " is not the name of " +
                                                 std::string(described(kind_)));
  }

  void check_deprecated() {
    const Node* deprecated = find("deprecated");
    const Node* guide = find("guide");
    if (deprecated != nullptr && guide == nullptr && find("successor") == nullptr) {
      faults_.add(deprecated->key_position,
                  quote(owner_) + " is deprecated without a 'successor' or a 'guide': " +
                      "users must learn what to do instead");
    }
    if (guide != nullptr && deprecated == nullptr) {
      faults_.add(guide->key_position, "'guide' stands without 'deprecated' in " + quote(owner_));
    }
  }

  Kind kind_;
  std::string_view owner_;
  std::span<const Node> nodes_;
  Faults& faults_;
  Attributes result_;
};

}  // namespace

std::string_view described(Kind kind) {
  switch (kind) {
    case Kind::enumeration: return "an enumeration";
    case Kind::structure: return "a structure";
    case Kind::event: return "an event";
    case Kind::command: return "a command";
    case Kind::accessor: return "an accessor";
  }
  return {};
}

Attributes attributes_of(Kind kind, std::string_view owner, std::span<const Node> attributes,
                         Faults& faults) {
  return Reader(kind, owner, attributes, faults).run();
}

}  // namespace signalbox::schema
