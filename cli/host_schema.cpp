// SPDX-License-Identifier: Apache-2.0
#include "cli/host_schema.hpp"

#include <utility>

#include <boost/json/value.hpp>

#include "cli/host_connection.hpp"

namespace signalbox::cli {

namespace json = boost::json;

namespace {

std::string_view text_at(const json::object& object, std::string_view key) {
  const json::value* const value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string_view(value->get_string())
                                                : std::string_view();
}

const json::array* list_at(const json::object& object, std::string_view key) {
  const json::value* const value = object.if_contains(key);
  return value != nullptr ? value->if_array() : nullptr;
}

ArgumentForm form_of_signal_argument(const json::object& argument) {
  const json::value* const optional = argument.if_contains("optional");
  return {.name = std::string(text_at(argument, "name")),
          .type = std::string(text_at(argument, "type")),
          .optional = optional != nullptr && optional->is_bool() && optional->get_bool(),
          .values = {}};
}

}  // namespace

HostSchema::HostSchema(json::array introspection) : list_(std::move(introspection)) {
  for (std::size_t place = 0; place < list_.size(); ++place) {
    const json::object* const each = list_[place].if_object();
    if (each != nullptr) places_.emplace(text_at(*each, "name"), place);
  }
}

HostSchema HostSchema::of(HostConnection& host) {
  try {
    json::value list = host.call("query-qmp-schema");
    HostSchema schema = list.is_array() ? HostSchema(std::move(list.get_array())) : HostSchema();
    if (host.knows_signals() && schema.entry("signal-connect") == nullptr) {
      const json::value signals = host.call("query-signals");
      if (signals.is_array()) schema.add_accessors(signals.get_array());
    }
    return schema;
  } catch (const CommandRefused&) {
    return {};
  }
}

void HostSchema::add_accessors(const json::array& signals) {
  for (const json::value& each : signals) {
    const json::object* const signal = each.if_object();
    const json::array* const arguments =
        signal == nullptr ? nullptr : list_at(*signal, "arguments");
    if (arguments == nullptr) continue;
    std::vector<ArgumentForm>& forms =
        accessors_[std::string(text_at(*signal, "name")) + "-connect"];
    for (const json::value& argument : *arguments) {
      if (argument.is_object()) forms.push_back(form_of_signal_argument(argument.get_object()));
    }
  }
}

std::optional<std::vector<ArgumentForm>> HostSchema::arguments_of(std::string_view command) const {
  const auto accessor = accessors_.find(command);
  if (accessor != accessors_.end()) return accessor->second;
  const json::object* const found = entry(command);
  if (found == nullptr || text_at(*found, "meta-type") != "command") return std::nullopt;
  std::vector<ArgumentForm> forms;
  const json::object* const type = entry(text_at(*found, "arg-type"));
  const json::array* const members = type == nullptr ? nullptr : list_at(*type, "members");
  if (members == nullptr) return forms;
  for (const json::value& each : *members) {
    if (each.is_object()) forms.push_back(form_of(each.get_object()));
  }
  return forms;
}

std::vector<std::string> HostSchema::events() const {
  std::vector<std::string> names;
  for (const json::value& each : list_) {
    const json::object* const entry = each.if_object();
    if (entry == nullptr || text_at(*entry, "meta-type") != "event") continue;
    names.emplace_back(text_at(*entry, "name"));
  }
  return names;
}

bool HostSchema::may_have_event(std::string_view event) const {
  const json::object* const found = entry(event);
  return list_.empty() || (found != nullptr && text_at(*found, "meta-type") == "event");
}

const json::object* HostSchema::entry(std::string_view name) const {
  const auto found = places_.find(name);
  return found == places_.end() ? nullptr : list_[found->second].if_object();
}

ArgumentForm HostSchema::form_of(const json::object& member) const {
  ArgumentForm form{.name = std::string(text_at(member, "name")),
                    .type = "value",
                    .optional = member.contains("default"),
                    .values = {}};
  const json::object* const type = entry(text_at(member, "type"));
  if (type == nullptr) return form;
  const std::string_view meta = text_at(*type, "meta-type");
  if (meta == "builtin") form.type = text_at(*type, "json-type");
  if (meta == "object" || meta == "array") form.type = meta;
  if (meta != "enum") return form;
  form.type = "string";
  if (const json::array* const values = list_at(*type, "values")) {
    for (const json::value& each : *values) {
      if (each.is_string()) form.values.emplace_back(each.get_string());
    }
  }
  return form;
}

}  // namespace signalbox::cli
