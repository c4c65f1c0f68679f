// SPDX-License-Identifier: Apache-2.0
#include "host/tree_json.hpp"

#include <map>

#include <boost/json.hpp>
#include <boost/property_tree/ptree.hpp>

namespace signalbox {
namespace {

using boost::property_tree::ptree;

constexpr int max_depth = 64;  // beyond any configuration; keeps the recursion small

bool is_utf8(const std::string& text) {
  boost::system::error_code error;
  boost::json::parse(boost::json::serialize(boost::json::string(text)), error);
  return !error;
}

// Keeps the first value as it is, and makes a list of it when a second one comes.
void add(boost::json::object& object, const std::string& key, boost::json::value value,
         std::size_t nth) {
  if (nth == 0) {
    object[key] = std::move(value);
    return;
  }
  if (nth == 1) object[key] = boost::json::array{std::move(object[key])};
  object[key].as_array().push_back(std::move(value));
}

std::optional<boost::json::object> object_of(const ptree& tree, int depth);

std::optional<boost::json::value> value_of(const ptree& tree, int depth) {
  if (!is_utf8(tree.data()) || depth > max_depth) return std::nullopt;
  if (tree.empty()) return boost::json::value(tree.data());
  std::optional<boost::json::object> object = object_of(tree, depth);
  if (!object) return std::nullopt;
  if (!tree.data().empty()) add(*object, "", boost::json::value(tree.data()), tree.count(""));
  return boost::json::value(*std::move(object));
}

std::optional<boost::json::object> object_of(const ptree& tree, int depth) {
  boost::json::object object;
  std::map<std::string, std::size_t> counts;
  for (const auto& [key, child] : tree) {
    std::optional<boost::json::value> value = value_of(child, depth + 1);
    if (!value || !is_utf8(key)) return std::nullopt;
    add(object, key, *std::move(value), counts[key]++);
  }
  return object;
}

}  // namespace

std::optional<std::string> tree_json(const ptree& tree) {
  const std::optional<boost::json::object> object = object_of(tree, 0);
  if (!object) return std::nullopt;
  return boost::json::serialize(*object);
}

}  // namespace signalbox
