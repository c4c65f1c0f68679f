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
  void add(Connection& connection);
  void remove(Connection& connection);

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

  // Appends the connections whose condition `data`, a JSON object, fulfils, each once.
  void match(std::string_view data, std::vector<Connection*>& matched) const;

  // Appends all of them.
  void all(std::vector<Connection*>& connections) const;

 private:
  struct Group {
    std::vector<std::vector<std::string>> paths;
    std::unordered_multimap<std::string, Connection*> by_values;
  };

  std::map<std::string, Group> groups_;  // by Where::members()
  std::size_t size_ = 0;
};

}  // namespace signalbox
