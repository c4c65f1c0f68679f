// SPDX-License-Identifier: Apache-2.0
#include "cli/redaction.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <regex>
#include <system_error>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "wire/print.hpp"
#include "wire/value.hpp"

namespace signalbox::cli {

namespace {

using Node = LocatedJson::Node;

// Members of a message itself that are the protocol's own words, or mean nothing outside of it.
constexpr std::array<std::string_view, 6> kProtocol = {"event", "execute", "exec-oob",
                                                       "id",    "tag",     "class"};

// Members that name a device.
constexpr std::array<std::string_view, 8> kNames = {"device", "node-name", "id",   "name",
                                                    "qdev",   "parent",    "path", "qom-path"};

// The parts of QEMU's object tree that every machine has (docs/devel/qom.rst).
constexpr std::array<std::string_view, 10> kObjectTree = {
    "machine", "peripheral", "peripheral-anon", "unattached", "objects",
    "device",  "chardevs",   "virtio-backend",  "backend",    "child"};

// What the standard set aside for examples and for software: RFC 5737, 3849 and 9562, and QEMU's
// own prefix of Ethernet addresses. # is a number.
constexpr const char* kUuid = "00000000-0000-4000-8000-############";
constexpr const char* kEthernet = "52:54:00:00:##:##";
constexpr const char* kIpv4 = "192.0.2.#";
constexpr const char* kIpv6 = "2001:db8::#";
constexpr const char* kNumber = "10#####";

template <typename List>
bool is_in(const List& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// Texts of the operating system, such as QEMU gives as a `reason`.
bool is_system_text(const std::string& text) {
  static const std::set<std::string> all = [] {
    constexpr int last_errno = 133;  // EHWPOISON of Linux
    std::set<std::string> texts;
    for (int each = 1; each <= last_errno; ++each) {
      texts.insert(std::generic_category().message(each));
    }
    return texts;
  }();
  return all.contains(text);
}

bool is_address(int family, const std::string& text) {
  unsigned char address[16];
  return inet_pton(family, text.c_str(), address) == 1;
}

// The form of what can be told by its own looks; null: it cannot.
const char* form_of(const std::string& text) {
  static const std::regex uuid("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  static const std::regex ethernet("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}");
  static const std::regex number("[0-9]+");
  if (std::regex_match(text, uuid)) return kUuid;
  if (std::regex_match(text, ethernet)) return kEthernet;
  if (is_address(AF_INET, text)) return kIpv4;
  if (is_address(AF_INET6, text)) return kIpv6;
  return std::regex_match(text, number) ? kNumber : nullptr;
}

// The name that QEMU makes for a block node that has none (block.c, id_generate()).
bool is_made_by_qemu(const std::string& text) {
  static const std::regex node("#block[0-9]+");
  return std::regex_match(text, node);
}

// A path, and nothing with a path in it.
bool is_path(const std::string& text) {
  return text.find('/') != std::string::npos && text.find_first_of(" {\"") == std::string::npos &&
         text.find("://") == std::string::npos;
}

bool is_about_blocks(std::string subject) {
  std::transform(subject.begin(), subject.end(), subject.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return subject.find("block") != std::string::npos;
}

const char* name_form(const std::string& key, const std::string& subject) {
  if (key == "node-name") return "disk-#";
  if (!is_in(kNames, key)) return "text-#";
  return is_about_blocks(subject) ? "disk-#" : "device-#";
}

// The n-th text of a form: the last # takes the last digit, and so on; the first takes what is
// left.
std::string filled(std::string form, std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = form.rfind('#'); at != std::string::npos; at = form.rfind('#')) {
    const bool is_first = form.find('#') == at;
    const std::size_t from = is_first || digits.empty() ? 0 : digits.size() - 1;
    form.replace(at, 1, digits.empty() ? "0" : digits.substr(from));
    digits.erase(from);
  }
  return form;
}

}  // namespace

void Redaction::keep_schema(std::string_view schema) {
  const boost::json::value list = to_value(schema);
  for (const boost::json::value& each : list.as_array()) {
    const boost::json::object& entry = each.as_object();
    const boost::json::value& kind = entry.at("meta-type");
    if (kind == "command" || kind == "event") keep(std::string(entry.at("name").as_string()));
    if (kind != "enum") continue;
    for (const boost::json::value& word : entry.at("values").as_array()) {
      keep(std::string(word.as_string()));
    }
  }
}

std::string Redaction::redact(const std::string& message, const std::string& subject) {
  const LocatedJson json(message);
  subject_ = subject;
  for (const char* name : {"event", "execute", "exec-oob"}) {
    const auto node = json.member(0, name);
    if (node && json.is_string(*node)) subject_ = json.string(*node);
  }
  out_.clear();
  copied_ = 0;
  walk(json, 0, {}, 0);
  out_.append(message, copied_);
  return std::move(out_);
}

// `key` is the member in which the node stands, or the list of it.
void Redaction::walk(const LocatedJson& json, Node node, const std::string& key, int depth) {
  if (json.is_object(node)) {
    const std::vector<Node> contents = json.contents(node);
    for (std::size_t i = 0; i + 1 < contents.size(); i += 2) {
      walk(json, contents[i + 1], json.string(contents[i]), depth + 1);
    }
  } else if (json.kind(node) == WIRE_JSON_ARRAY) {
    for (const Node each : json.contents(node)) walk(json, each, key, depth + 1);
  } else if (json.is_string(node)) {
    constexpr int in_message = 1, in_error = 2;
    if (is_in(kProtocol, key) && (depth == in_message || (key == "class" && depth == in_error))) {
      return;
    }
    out_.append(json.text(), copied_, json.offset(node) - copied_);
    out_ += quote(replacement(json.string(node), key));
    copied_ = json.offset(node) + json.text(node).size();
  }
}

std::string Redaction::replacement(const std::string& text, const std::string& key) {
  if (text.empty() || kept_.contains(text) || is_system_text(text) || is_made_by_qemu(text)) {
    return text;
  }
  const auto known = replacements_.find(text);
  if (known != replacements_.end()) return known->second;
  if (const char* const form = form_of(text)) return numbered(text, form);
  if (is_path(text)) return replacements_[text] = replacement_of_path(text);
  return numbered(text, name_form(key, subject_));
}

// Part by part, so that what lies in a directory still does. "device[3]" is a "device".
std::string Redaction::replacement_of_path(const std::string& path) {
  const bool is_in_tree = path.starts_with("/machine/") || path.starts_with("/objects/") ||
                          path.starts_with("/chardevs/");
  std::string replaced;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string part = path.substr(begin, end - begin);
    const bool is_known = is_in_tree && is_in(kObjectTree, part.substr(0, part.find('[')));
    const bool is_a_place = part == "." || part == "..";
    replaced += is_known || is_a_place ? part : replacement(part, is_in_tree ? "qdev" : "");
    if (end < path.size()) replaced += '/';
    begin = end + 1;
  }
  return replaced;
}

std::string Redaction::numbered(const std::string& text, const std::string& form) {
  std::string made;
  do {
    made = filled(form, ++last_numbers_[form]);
  } while (kept_.contains(made));
  return replacements_[text] = made;
}

}  // namespace signalbox::cli
