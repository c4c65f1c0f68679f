// SPDX-License-Identifier: Apache-2.0
#include "host/connect_request.hpp"

#include <optional>
#include <utility>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "host/introspection.hpp"
#include "wire/value.hpp"

namespace signalbox {

namespace json = boost::json;

namespace {

// A condition that allows more combinations of values than this would make connecting expensive
// for everybody.
constexpr std::size_t kMaxCombinations = 1024;

std::vector<std::string> split(std::string_view name) {
  std::vector<std::string> path;
  for (std::size_t dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.')) {
    path.emplace_back(name.substr(0, dot));
    name.remove_prefix(dot + 1);
  }
  path.emplace_back(name);
  return path;
}

bool fits(const json::value& value, const std::string& type) {
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_bool();
  if (type == "integer" || type == "number") return value.is_number();
  return type == "value" && !Where::key_of(value).empty();
}

std::string wrong_type(const std::string& name, const std::string& expected) {
  return "Invalid parameter type for 'where." + name + "', expected: " + expected;
}

// One condition into a term; the text is the error.
std::string read_term(const std::string& name, const json::value& wanted, const std::string& type,
                      Where::Term& term) {
  if (type == "object" || type == "array") {
    return "Parameter 'where." + name + "' expects a scalar member";
  }
  const json::array one{wanted};
  const json::array& values = wanted.is_array() ? wanted.get_array() : one;
  for (const json::value& each : values) {
    if (!fits(each, type)) return wrong_type(name, type);
    term.keys.push_back(Where::key_of(each));
  }
  if (term.keys.empty()) return "Parameter 'where." + name + "' expects at least one value";
  return {};
}

}  // namespace

DisconnectRequest read_disconnect(std::string_view arguments) {
  DisconnectRequest request;
  json::value value = to_value(arguments);
  json::object& object = value.get_object();
  const json::value* const tag = object.if_contains("tag");
  if (tag == nullptr) {
    request.error = "Parameter 'tag' is missing";
    return request;
  }
  if (!tag->is_string()) {
    request.error = "Invalid parameter type for 'tag', expected: string";
    return request;
  }
  request.tag = std::string(tag->get_string());
  object.erase("tag");
  request.arguments = canonical(print(value));
  return request;
}

WhereRequest read_where(std::string_view text, std::string_view event,
                        const Introspection& introspection) {
  WhereRequest request;
  const json::value value = to_value(text);
  if (!value.is_object()) {
    request.error = "Invalid parameter type for 'where', expected: object";
    return request;
  }
  std::vector<Where::Term> terms;
  std::size_t combinations = 1;
  for (const auto& [key, wanted] : value.get_object()) {
    const std::string name(key);
    Where::Term term{split(name), {}};
    const std::optional<std::string> type = introspection.type_at(event, term.path);
    request.error = type ? read_term(name, wanted, *type, term)
                         : "Parameter 'where." + name + "' is unexpected";
    if (!request.error.empty()) return request;
    combinations *= term.keys.size();
    if (combinations > kMaxCombinations) {
      request.error = "Parameter 'where' expects at most " + std::to_string(kMaxCombinations) +
                      " combinations of values";
      return request;
    }
    terms.push_back(std::move(term));
  }
  if (!terms.empty()) request.where = std::make_unique<const Where>(std::move(terms), print(value));
  return request;
}

}  // namespace signalbox
