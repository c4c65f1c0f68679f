// SPDX-License-Identifier: Apache-2.0
#include "host/plugin_option.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <vector>

#include <boost/property_tree/ptree.hpp>

#include "host/config.hpp"

namespace signalbox {
namespace {

using boost::property_tree::ptree;

// The text up to the next single comma, with ",," as ","; `text` becomes what follows it.
std::string next_part(std::string_view& text) {
  std::string part;
  while (!text.empty()) {
    const char c = text.front();
    text.remove_prefix(1);
    if (c != ',') {
      part += c;
    } else if (text.starts_with(',')) {
      part += ',';
      text.remove_prefix(1);
    } else {
      break;
    }
  }
  return part;
}

std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> names;
  for (std::size_t dot = path.find('.'); dot != path.npos; dot = path.find('.')) {
    names.push_back(path.substr(0, dot));
    path.remove_prefix(dot + 1);
  }
  names.push_back(path);
  return names;
}

std::optional<std::size_t> index_of(std::string_view name) {
  std::size_t index = 0;
  const auto [stop, error] = std::from_chars(name.data(), name.data() + name.size(), index);
  if (error != std::errc() || stop != name.data() + name.size()) return std::nullopt;
  return index;
}

[[noreturn]] void fail(const std::string& part, const std::string& why) {
  throw ConfigError("--plugin: '" + part + "' " + why);
}

// The nth child called `name`, which is made if it is the next one.
ptree& nth_child(ptree& tree, const std::string& name, std::size_t nth, const std::string& part) {
  std::size_t count = 0;
  for (auto& [each, child] : tree) {
    if (each == name && count++ == nth) return child;
  }
  if (count != nth) fail(part, "skips a number, they count from 0");
  return tree.push_back({name, ptree()})->second;
}

void add(std::string_view path, std::string value, const std::string& part, ptree& tree) {
  const std::vector<std::string_view> names = split(path);
  ptree* node = &tree;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string name(names[i]);
    if (name.empty()) fail(part, "has an empty name");
    const auto nth = i + 1 < names.size() ? index_of(names[i + 1]) : std::nullopt;
    const bool last = i + (nth ? 2 : 1) == names.size();
    const std::size_t place = nth ? *nth : last ? node->count(name) : 0;
    node = &nth_child(*node, name, place, part);
    if (nth) ++i;
  }
  if (!node->empty() || !node->data().empty()) fail(part, "is given twice");
  node->data() = std::move(value);
}

}  // namespace

void add_plugin_option(std::string_view keys_and_values, ptree& tree) {
  while (!keys_and_values.empty()) {
    const std::string part = next_part(keys_and_values);
    const std::size_t equals = part.find('=');
    if (equals == std::string::npos) fail(part, "is not key=value");
    add(std::string_view(part).substr(0, equals), part.substr(equals + 1), part, tree);
  }
}

}  // namespace signalbox
