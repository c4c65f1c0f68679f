// SPDX-License-Identifier: Apache-2.0
#include "host/where_index.hpp"

#include <algorithm>

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "host/connection.hpp"

namespace signalbox {

namespace {

namespace json = boost::json;

// Between the keys of two members; no key holds it, as JSON texts cannot hold a raw NUL.
constexpr char kBetween = '\0';

// Every combination of the values that a condition allows, each as one look-up key.
std::vector<std::string> combinations(const Where& where) {
  std::vector<std::string> all{""};
  for (const Where::Term& term : where.terms()) {
    std::vector<std::string> longer;
    for (const std::string& start : all) {
      for (const std::string& key : term.keys) longer.push_back(start + key + kBetween);
    }
    all = std::move(longer);
  }
  return all;
}

const json::value* member_at(const json::value& data, const std::vector<std::string>& path) {
  const json::value* here = &data;
  for (const std::string& step : path) {
    const json::object* object = here->if_object();
    here = object == nullptr ? nullptr : object->if_contains(step);
    if (here == nullptr) return nullptr;
  }
  return here;
}

}  // namespace

void WhereIndex::add(Connection& connection) {
  Group& group = groups_[connection.where->members()];
  if (group.paths.empty()) {
    for (const Where::Term& term : connection.where->terms()) group.paths.push_back(term.path);
  }
  for (std::string& key : combinations(*connection.where)) {
    group.by_values.emplace(std::move(key), &connection);
  }
  ++size_;
}

void WhereIndex::remove(Connection& connection) {
  const auto group = groups_.find(connection.where->members());
  if (group == groups_.end()) return;
  for (const std::string& key : combinations(*connection.where)) {
    auto [first, last] = group->second.by_values.equal_range(key);
    const auto entry = std::find_if(
        first, last, [&connection](const auto& pair) { return pair.second == &connection; });
    if (entry == last) return;  // was not here
    group->second.by_values.erase(entry);
  }
  if (group->second.by_values.empty()) groups_.erase(group);
  --size_;
}

void WhereIndex::match(std::string_view data, std::vector<Connection*>& matched) const {
  unsigned char usual[4096];  // enough for an event of a usual size
  json::monotonic_resource memory(usual, sizeof usual);
  boost::system::error_code error;
  const json::value value =
      data.empty() ? json::value(json::object()) : json::parse(data, error, &memory);
  if (error) return;
  std::string key;
  for (const auto& [members, group] : groups_) {
    key.clear();  // a part that is empty is in no connection's key: it never matches
    for (const std::vector<std::string>& path : group.paths) {
      const json::value* const member = member_at(value, path);
      if (member != nullptr) key += Where::key_of(*member);
      key += kBetween;
    }
    const auto [first, last] = group.by_values.equal_range(key);
    for (auto entry = first; entry != last; ++entry) matched.push_back(entry->second);
  }
}

void WhereIndex::all(std::vector<Connection*>& connections) const {
  const std::size_t before = connections.size();
  for (const auto& [members, group] : groups_) {
    for (const auto& [key, connection] : group.by_values) connections.push_back(connection);
  }
  const auto from = connections.begin() + static_cast<std::ptrdiff_t>(before);
  std::sort(from, connections.end());
  connections.erase(std::unique(from, connections.end()), connections.end());
}

}  // namespace signalbox
