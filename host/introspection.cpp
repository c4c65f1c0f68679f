// SPDX-License-Identifier: Apache-2.0
#include "host/introspection.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "wire/value.hpp"

namespace signalbox {

namespace json = boost::json;

namespace {

constexpr std::string_view kDeprecated = "deprecated";

std::string_view text_at(const json::object& object, std::string_view key) {
  const json::value* const value = object.if_contains(key);
  if (value == nullptr || !value->is_string()) return {};
  return std::string_view(value->get_string());
}

// Returns whether the members of an object, or its variants, are what they should be: others rely
// on it.
bool has_good_list(const json::object& entry, std::string_view key) {
  const json::value* const list = entry.if_contains(key);
  if (list == nullptr) return true;
  return list->is_array() && std::all_of(list->get_array().begin(), list->get_array().end(),
                                         [](const json::value& each) { return each.is_object(); });
}

}  // namespace

const std::string Introspection::kUpstream = " upstream";  // before all names, see index()

void Introspection::add(const std::string& owner, std::string_view list) {
  boost::system::error_code error;
  json::value value =
      json::parse(list, error, json::make_shared_resource<json::monotonic_resource>());
  if (error || !value.is_array()) {
    throw std::invalid_argument("introspection is not a JSON list");
  }
  for (const json::value& each : value.get_array()) {
    if (!each.is_object() || text_at(each.get_object(), "name").empty() ||
        text_at(each.get_object(), "meta-type").empty()) {
      throw std::invalid_argument("introspection has an entry without name and meta-type");
    }
    if (text_at(each.get_object(), "meta-type") == "object" &&
        !(has_good_list(each.get_object(), "members") &&
          has_good_list(each.get_object(), "variants"))) {
      throw std::invalid_argument("introspection has an object with members that are none");
    }
  }
  lists_.erase(owner);
  lists_.emplace(owner, std::move(value.get_array()));
  index();
}

void Introspection::remove(const std::string& owner) {
  lists_.erase(owner);
  index();
}

void Introspection::hide(const std::string& command) {
  hidden_.insert(command);
  text_.clear();
}

void Introspection::set_deprecated(const std::string& name, bool is_deprecated) {
  if (is_deprecated) deprecated_.insert(name);
  if (!is_deprecated) deprecated_.erase(name);
  text_.clear();
}

bool Introspection::is_deprecated(std::string_view name) const {
  if (deprecated_.contains(name)) return true;
  const json::object* const found = entry(name);
  const json::value* const features = found == nullptr ? nullptr : found->if_contains("features");
  if (features == nullptr || !features->is_array()) return false;
  const json::array& list = features->get_array();
  return std::find(list.begin(), list.end(), json::value(kDeprecated)) != list.end();
}

std::string Introspection::printed(const json::value& entry) const {
  const std::string_view name = text_at(entry.get_object(), "name");
  if (!deprecated_.contains(name)) return print(entry);
  json::value marked = entry;
  json::value& features = marked.get_object()["features"];
  if (!features.is_array()) features = json::array();
  json::array& list = features.get_array();
  const json::value feature(kDeprecated);
  if (std::find(list.begin(), list.end(), feature) == list.end()) list.push_back(feature);
  return print(marked);
}

void Introspection::index() {
  by_name_.clear();
  for (const auto& [owner, list] : lists_) {
    for (const json::value& each : list) {
      by_name_.try_emplace(std::string(text_at(each.get_object(), "name")), &each.get_object());
    }
  }
  text_.clear();
}

const std::string& Introspection::text() const {
  if (!text_.empty()) return text_;
  text_.assign(1, '[');  // not = "[": GCC 12 sees an overlap there at -O2
  for (const auto& [name, object] : by_name_) {
    if (hidden_.contains(name)) continue;
    if (text_.size() > 1) text_ += ", ";
    text_ += printed(json::value(*object));
  }
  text_ += "]";
  return text_;
}

std::string Introspection::text_of_additions(
    const std::function<bool(const std::string& name)>& is_upstreams) const {
  std::string text;
  for (const auto& [owner, list] : lists_) {
    if (owner == kUpstream) continue;
    for (const json::value& each : list) {
      const std::string name(text_at(each.get_object(), "name"));
      if (text_at(each.get_object(), "meta-type") == "builtin" || hidden_.contains(name)) continue;
      if (entry(name) != &each.get_object() || is_upstreams(name)) continue;
      if (!text.empty()) text += ", ";
      text += printed(each);
    }
  }
  return text;
}

std::vector<Introspection::Member> Introspection::arguments_of(
    std::string_view command_or_event) const {
  std::vector<Member> members;
  const json::object* const found = entry(command_or_event);
  const json::array* const list =
      found == nullptr ? nullptr : members_of(text_at(*found, "arg-type"));
  if (list == nullptr) return members;
  for (const json::value& each : *list) {
    const json::object& member = each.get_object();
    members.push_back({std::string(text_at(member, "name")), json_type_of(text_at(member, "type")),
                       member.contains("default")});
  }
  return members;
}

std::optional<std::string> Introspection::type_at(std::string_view event,
                                                  const std::vector<std::string>& path) const {
  const json::object* const found = entry(event);
  if (found == nullptr) return std::nullopt;
  std::string_view type = text_at(*found, "arg-type");
  for (const std::string& step : path) {
    const json::array* const list = members_of(type);
    if (list == nullptr) return std::nullopt;
    type = {};
    for (const json::value& each : *list) {
      if (text_at(each.get_object(), "name") == step) type = text_at(each.get_object(), "type");
    }
    if (type.empty()) return std::nullopt;
  }
  return json_type_of(type);
}

const json::object* Introspection::entry(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

const json::array* Introspection::members_of(std::string_view type) const {
  const json::object* const found = entry(type);
  if (found == nullptr || text_at(*found, "meta-type") != "object") return nullptr;
  const json::value* const members = found->if_contains("members");
  return members == nullptr ? nullptr : members->if_array();
}

// The JSON type of a schema type, as QEMU's introspection and its errors name it.
std::string Introspection::json_type_of(std::string_view type) const {
  const json::object* const found = entry(type);
  if (found == nullptr) return "value";
  const std::string_view meta = text_at(*found, "meta-type");
  if (meta == "enum") return "string";
  if (meta != "builtin") return std::string(meta);
  const std::string_view json_type = text_at(*found, "json-type");
  return json_type == "int" ? "integer" : std::string(json_type);
}

}  // namespace signalbox
