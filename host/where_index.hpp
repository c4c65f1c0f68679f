// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "host/where.hpp"

namespace signalbox {

struct Connection;

// The connections of one tap that have a condition, by the members that they look at: an emission
// costs one look-up for each such set of members and nothing for those it does not reach. [loop]
class WhereIndex {
 public:
  // Each takes as long as the connection's condition has values, however many others want the
  // same. One that is not here is not removed.
  void add(Connection& connection);
  void remove(Connection& connection);

  bool empty() const { return places_.empty(); }
  std::size_t size() const { return places_.size(); }

  // Appends the connections whose condition `data`, a JSON object, fulfils, each once.
  void match(std::string_view data, std::vector<Connection*>& matched) const;

  // Appends all of them.
  void all(std::vector<Connection*>& connections) const;

 private:
  // A connection that wants a value, and which of its places this is.
  struct Want {
    Connection* connection;
    std::size_t place;
  };
  using ByValues = std::unordered_map<std::string, std::vector<Want>>;

  struct Group {
    std::vector<std::vector<std::string>> paths;
    ByValues by_values;  // none is empty
  };

  // Where one value's wants hold one of a connection's: at `wants->second[index]`.
  struct Place {
    ByValues::value_type* wants;  // stays where it is until it is erased
    std::size_t index;
  };

  void take_out(const Place& place, ByValues& by_values);

  std::map<std::string, Group> groups_;  // by Where::members()
  std::unordered_map<Connection*, std::vector<Place>> places_;
};

}  // namespace signalbox
