// SPDX-License-Identifier: Apache-2.0
#include "tests/conversations/runner/pattern.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace signalbox::conversation {

namespace {

constexpr std::size_t shown_bytes = 200;  // of a value, in a message

void skip_spaces(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\n\r"), text.size()));
}

bool take_if(std::string_view& text, std::string_view prefix) {
  skip_spaces(text);
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

void expect(std::string_view& text, std::string_view prefix) {
  if (take_if(text, prefix)) return;
  throw std::runtime_error("expected '" + std::string(prefix) + "' before '" +
                           std::string(text.substr(0, 20)) + "'");
}

std::size_t string_length(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return i + 1;
    }
  }
  throw std::runtime_error("a string does not end");
}

// The first JSON scalar of the text, which is not empty.
boost::json::value take_scalar(std::string_view& text) {
  const std::size_t length = text.front() == '"'
                                 ? string_length(text)
                                 : std::min(text.find_first_of(",]} \t\n"), text.size());
  const boost::json::value scalar = boost::json::parse(text.substr(0, length));
  text.remove_prefix(length);
  return scalar;
}

std::string take_name(std::string_view& text) {
  const auto end = std::find_if_not(
      text.begin(), text.end(), [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
  std::string name(text.begin(), end);
  text.remove_prefix(name.size());
  return name;
}

std::string shown(const boost::json::value& value) {
  std::string text = boost::json::serialize(value);
  if (text.size() > shown_bytes) text = text.substr(0, shown_bytes) + "…";
  return text;
}

std::string differs(const std::string& where, const std::string& got, const std::string& wanted) {
  return (where.empty() ? "the message" : where) + " is " + got + ", not " + wanted;
}

}  // namespace

Pattern Pattern::take(std::string_view& text) {
  Pattern pattern;
  skip_spaces(text);
  if (text.empty()) throw std::runtime_error("expected a value");
  if (take_if(text, "*")) return pattern;
  if (take_if(text, "...")) {
    pattern.kind_ = Kind::rest;
  } else if (take_if(text, "$")) {
    pattern.kind_ = Kind::name;
    pattern.name_ = take_name(text);
  } else if (take_if(text, "{")) {
    pattern.kind_ = Kind::object;
    while (!take_if(text, "}")) {
      if (take_if(text, "...")) {
        pattern.open_ = true;
      } else {
        skip_spaces(text);
        std::string key(take_scalar(text).as_string());
        expect(text, ":");
        pattern.members_.emplace_back(std::move(key), take(text));
      }
      if (!take_if(text, ",") && !text.starts_with('}')) expect(text, "}");
    }
  } else if (take_if(text, "[")) {
    pattern.kind_ = Kind::list;
    while (!take_if(text, "]")) {
      pattern.elements_.push_back(take(text));
      pattern.open_ |= pattern.elements_.back().kind_ == Kind::rest;
      if (!take_if(text, ",") && !text.starts_with(']')) expect(text, "]");
    }
  } else {
    pattern.kind_ = Kind::literal;
    pattern.literal_ = take_scalar(text);
  }
  return pattern;
}

std::optional<std::string> Pattern::mismatch(const boost::json::value& value,
                                             Bindings& bindings) const {
  return mismatch(value, bindings, "");
}

std::optional<std::string> Pattern::mismatch(const boost::json::value& value, Bindings& bindings,
                                             const std::string& where) const {
  switch (kind_) {
    case Kind::any:
    case Kind::rest: return std::nullopt;
    case Kind::literal:
      if (literal_ == value) return std::nullopt;
      return differs(where, shown(value), shown(literal_));
    case Kind::name: {
      const auto [bound, is_new] = bindings.emplace(name_, value);
      if (is_new || bound->second == value) return std::nullopt;
      return differs(where, shown(value), "$" + name_ + ", which is " + shown(bound->second));
    }
    case Kind::object: return object_mismatch(value, bindings, where);
    case Kind::list: return list_mismatch(value, bindings, where);
  }
  return std::nullopt;
}

std::optional<std::string> Pattern::object_mismatch(const boost::json::value& value,
                                                    Bindings& bindings,
                                                    const std::string& where) const {
  const boost::json::object* object = value.if_object();
  if (object == nullptr) return differs(where, shown(value), "an object");
  for (const auto& [key, pattern] : members_) {
    const boost::json::value* member = object->if_contains(key);
    if (member == nullptr) return where + "." + key + " is missing";
    if (auto found = pattern.mismatch(*member, bindings, where + "." + key)) return found;
  }
  if (open_) return std::nullopt;
  for (const auto& member : *object) {
    const bool known = std::any_of(members_.begin(), members_.end(), [&](const auto& wanted) {
      return wanted.first == member.key();
    });
    if (!known) return where + "." + std::string(member.key()) + " is not expected";
  }
  return std::nullopt;
}

std::optional<std::string> Pattern::list_mismatch(const boost::json::value& value,
                                                  Bindings& bindings,
                                                  const std::string& where) const {
  const boost::json::array* list = value.if_array();
  if (list == nullptr) return differs(where, shown(value), "a list");
  if (open_) {
    if (elements_fit(0, *list, 0, bindings)) return std::nullopt;
    return where + " has not the elements asked for: " + shown(value);
  }
  if (list->size() != elements_.size()) {
    return where + " has " + std::to_string(list->size()) + " elements, not " +
           std::to_string(elements_.size()) + ": " + shown(value);
  }
  for (std::size_t i = 0; i < elements_.size(); ++i) {
    const std::string here = where + "[" + std::to_string(i) + "]";
    if (auto found = elements_[i].mismatch((*list)[i], bindings, here)) return found;
  }
  return std::nullopt;
}

bool Pattern::elements_fit(std::size_t pattern, const boost::json::array& values, std::size_t from,
                           Bindings& bindings) const {
  if (pattern == elements_.size()) return from == values.size();
  if (elements_[pattern].kind_ == Kind::rest) {
    for (std::size_t next = from; next <= values.size(); ++next) {
      if (elements_fit(pattern + 1, values, next, bindings)) return true;
    }
    return false;
  }
  Bindings tried = bindings;
  if (from == values.size() || elements_[pattern].mismatch(values[from], tried, "")) return false;
  if (!elements_fit(pattern + 1, values, from + 1, tried)) return false;
  bindings = std::move(tried);
  return true;
}

}  // namespace signalbox::conversation
