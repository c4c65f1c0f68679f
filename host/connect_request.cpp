// SPDX-License-Identifier: Apache-2.0
#include "host/connect_request.hpp"

#include <optional>
#include <set>
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

// Collects what a client wants of the members of an event's data.
class WhereReader {
 public:
  WhereReader(std::string_view event, const Introspection& introspection)
      : event_(event), introspection_(introspection) {}

  // `prefix` is what errors call the members by: "where.". Paths with dots lead into members of
  // members. False: error() says why.
  bool read(std::string_view text, const std::string& prefix) {
    const json::value value = to_value(text);
    if (!value.is_object()) {
      error_ = "Invalid parameter type for 'where', expected: object";
      return false;
    }
    for (const auto& [key, wanted] : value.get_object()) {
      error_ = read_term(std::string(key), wanted, prefix);
      if (!error_.empty()) return false;
    }
    return true;
  }

  const std::string& error() const { return error_; }
  std::vector<Where::Term> take_terms() { return std::move(terms_); }

 private:
  std::string read_term(const std::string& name, const json::value& wanted,
                        const std::string& prefix) {
    const std::string called = "'" + prefix + name + "'";
    Where::Term term{prefix.empty() ? std::vector{name} : split(name), {}};
    const std::optional<std::string> type = introspection_.type_at(event_, term.path);
    if (!type) return "Parameter " + called + " is unexpected";
    if (*type == "object" || *type == "array") {
      return prefix.empty() ? "Parameter " + called + " is unexpected"
                            : "Parameter " + called + " expects a scalar member";
    }
    const json::array one{wanted};
    const bool may_be_list = !prefix.empty() && wanted.is_array();
    std::set<std::string> keys;  // 1 and 1.0 are one value
    for (const json::value& each : may_be_list ? wanted.get_array() : one) {
      if (!fits(each, *type)) {
        return "Invalid parameter type for " + called + ", expected: " + *type;
      }
      keys.insert(Where::key_of(each));
    }
    term.keys.assign(keys.begin(), keys.end());
    if (term.keys.empty()) return "Parameter " + called + " expects at least one value";
    combinations_ *= term.keys.size();
    if (combinations_ > kMaxCombinations) {
      return "Parameter 'where' expects at most " + std::to_string(kMaxCombinations) +
             " combinations of values";
    }
    terms_.push_back(std::move(term));
    return {};
  }

  const std::string_view event_;
  const Introspection& introspection_;
  std::vector<Where::Term> terms_;
  std::size_t combinations_ = 1;
  std::string error_;
};

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
  return read_where("{}", text, event, introspection);
}

WhereRequest read_where(std::string_view arguments, std::string_view where, std::string_view event,
                        const Introspection& introspection) {
  WhereRequest request;
  WhereReader reader(event, introspection);
  if (!reader.read(arguments, "") || !reader.read(where, "where.")) {
    request.error = reader.error();
    return request;
  }
  std::vector<Where::Term> terms = reader.take_terms();
  if (terms.empty()) return request;
  const json::value asked = to_value(where);
  request.where = std::make_unique<const Where>(
      std::move(terms), asked.get_object().empty() ? std::string() : print(asked));
  return request;
}

}  // namespace signalbox
