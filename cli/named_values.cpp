// SPDX-License-Identifier: Apache-2.0
#include "cli/named_values.hpp"

#include <algorithm>

#include <boost/json/value.hpp>

#include "wire/value.hpp"

namespace signalbox::cli {

namespace json = boost::json;

namespace {

bool is_text(std::string_view name, const std::vector<ArgumentForm>& forms) {
  return std::any_of(forms.begin(), forms.end(), [&](const ArgumentForm& each) {
    return each.name == name && each.type == "string";
  });
}

json::value value_of(std::string_view word, std::string_view text, bool must_be_json) {
  try {
    return to_value(text);
  } catch (const std::invalid_argument& error) {
    if (!must_be_json) return json::value(text);
    throw BadWord("'" + std::string(word) + "': " + error.what());
  }
}

// The object that the last part of a dotted name is a member of.
json::object& object_for(json::object& root, std::string_view& name, std::string_view word) {
  json::object* object = &root;
  for (std::size_t dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.')) {
    json::value& inner = object->emplace(name.substr(0, dot), json::object()).first->value();
    if (!inner.is_object()) throw BadWord("'" + std::string(word) + "': that is no object");
    object = &inner.get_object();
    name.remove_prefix(dot + 1);
  }
  return *object;
}

template <typename IsText>
json::object collected(const std::vector<std::string>& words, const IsText& is_text) {
  json::object values;
  for (const std::string& word : words) {
    if (!is_named_value(word)) throw BadWord("'" + word + "' is not NAME=VALUE");
    const std::size_t equals = word.find('=');
    const bool must_be_json = word[equals - 1] == ':';
    std::string_view name = std::string_view(word).substr(0, equals - (must_be_json ? 1 : 0));
    const std::string_view text = std::string_view(word).substr(equals + 1);
    json::value value =
        !must_be_json && is_text(name) ? json::value(text) : value_of(word, text, must_be_json);
    json::object& object = object_for(values, name, word);
    if (!object.emplace(name, std::move(value)).second) {
      throw BadWord("'" + word + "': that name is there twice");
    }
  }
  return values;
}

}  // namespace

bool is_named_value(std::string_view word) {
  return word.find('=') != std::string_view::npos && word.front() != '=';
}

json::object named_values(const std::vector<std::string>& words,
                          const std::vector<ArgumentForm>& forms) {
  return collected(words, [&](std::string_view name) { return is_text(name, forms); });
}

json::object named_texts(const std::vector<std::string>& words) {
  return collected(words, [](std::string_view) { return true; });
}

}  // namespace signalbox::cli
