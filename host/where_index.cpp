// SPDX-License-Identifier: Apache-2.0
#include "host/where_index.hpp"

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
  std::vector<Place>& places = places_[&connection];
  for (std::string& key : combinations(*connection.where)) {
    ByValues::value_type& wants = *group.by_values.try_emplace(std::move(key)).first;
    wants.second.push_back({&connection, places.size()});
    places.push_back({&wants, wants.second.size() - 1});
  }
}

void WhereIndex::remove(Connection& connection) {
  const auto its = places_.extract(&connection);
  if (its.empty()) return;
  const auto group = groups_.find(connection.where->members());
  for (const Place& each : its.mapped()) take_out(each, group->second.by_values);
  if (group->second.by_values.empty()) groups_.erase(group);
}

// The last of those who want the value takes the place that is free then.
void WhereIndex::take_out(const Place& place, ByValues& by_values) {
  std::vector<Want>& wants = place.wants->second;
  const Want last = wants.back();
  wants.pop_back();
  if (place.index < wants.size()) {
    wants[place.index] = last;
    places_.at(last.connection)[last.place].index = place.index;
  }
  if (wants.empty()) by_values.erase(place.wants->first);
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
    const auto wants = group.by_values.find(key);
    if (wants == group.by_values.end()) continue;
    for (const Want& each : wants->second) matched.push_back(each.connection);
  }
}

void WhereIndex::all(std::vector<Connection*>& connections) const {
  for (const auto& [connection, places] : places_) connections.push_back(connection);
}

}  // namespace signalbox
