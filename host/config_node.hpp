// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/property_tree/ptree_fwd.hpp>

namespace signalbox {

class ConfigNode;

// A key that a node may have, and what to do with it.
struct ConfigKey {
  std::string_view name;
  bool repeats;  // may stand more than once
  std::function<void(const ConfigNode&)> read;
};

// One node of a configuration together with its place, which every error names. Does not own
// the tree. Every method but json() and the accessors throws ConfigError.
class ConfigNode {
 public:
  // `place` is what errors start with: "signalbox.info: machine demo".
  ConfigNode(const boost::property_tree::ptree& tree, std::string place);

  // Calls `read` for each key, in the order of the file. A key that is not in `keys`, or stands
  // twice and must not, is an error.
  void read_keys(const std::vector<ConfigKey>& keys) const;

  // The node's value, which a block may follow; missing is an error.
  const std::string& name() const;

  // The same for a leaf: a block is an error.
  const std::string& value() const;

  // The block of a node that has no value of its own.
  void expect_no_value() const;

  bool flag() const;            // true or false
  std::size_t bytes() const;    // digits, then perhaps K, M or G: times 1024, 1024^2, 1024^3
  std::uint64_t count() const;  // digits, at least 1
  int mode() const;             // of a file: octal, at most 0777
  std::chrono::seconds seconds() const;  // digits, at most a day

  // As PluginConfig::json.
  std::string json() const;

  [[noreturn]] void fail(std::string_view what) const;

 private:
  const boost::property_tree::ptree& tree_;
  std::string place_;
};

}  // namespace signalbox
