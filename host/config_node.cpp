// SPDX-License-Identifier: Apache-2.0
#include "host/config_node.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <set>
#include <utility>

#include <boost/property_tree/ptree.hpp>

#include "host/config.hpp"
#include "host/nearest_key.hpp"
#include "host/tree_json.hpp"

namespace signalbox {
namespace {

constexpr unsigned kSecondsOfADay = 24 * 60 * 60;

// The bytes of a key, and of any other text, that an error shows: enough to find it in the file.
constexpr std::size_t kMostOfKey = 64;
constexpr std::size_t kMostOfValue = 256;

// A text, or whole characters from its beginning where it is longer than `most` bytes.
std::string beginning_of(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  while (most > 0 && (text[most] & 0xC0) == 0x80) --most;
  return std::string(text.substr(0, most)) + "…";
}

std::string in_quotes(std::string_view text) {
  return "'" + beginning_of(text, kMostOfValue) + "'";
}

std::string key_in_quotes(std::string_view key) {
  return "'" + beginning_of(key, kMostOfKey) + "'";
}

// All of `text` as a number, or false.
template <typename Number>
bool parse(std::string_view text, int base, Number& number) {
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number, base);
  return error == std::errc() && stop == end;
}

unsigned shift_of(char unit) {
  switch (unit) {
    case 'K': return 10;
    case 'M': return 20;
    case 'G': return 30;
    default: return 0;
  }
}

}  // namespace

ConfigNode::ConfigNode(const boost::property_tree::ptree& tree, std::string place)
    : tree_(tree), place_(std::move(place)) {}

void ConfigNode::read_keys(const std::vector<ConfigKey>& keys) const {
  std::vector<std::string_view> known;
  for (const ConfigKey& key : keys) known.push_back(key.name);
  std::set<std::string_view> seen;
  for (const auto& each_child : tree_) {
    const std::string& name = each_child.first;
    const boost::property_tree::ptree& child = each_child.second;
    const auto key =
        std::find_if(keys.begin(), keys.end(), [&](const auto& each) { return each.name == name; });
    if (key == keys.end()) {
      fail("unknown key " + key_in_quotes(name) + ", the nearest known key is " +
           in_quotes(nearest_key(name, known)));
    }
    if (!seen.insert(key->name).second && !key->repeats) {
      fail("key " + in_quotes(name) + " stands more than once");
    }
    const std::string& value = child.data();
    const std::string label = value.empty() ? name : name + " " + beginning_of(value, kMostOfValue);
    key->read(ConfigNode(child, place_ + ": " + label));
  }
}

const std::string& ConfigNode::name() const {
  if (tree_.data().empty()) fail("a value is missing");
  return tree_.data();
}

const std::string& ConfigNode::value() const {
  if (!tree_.empty()) {
    fail("key " + key_in_quotes(tree_.front().first) +
         " is unexpected, a value without a block is due");
  }
  return name();
}

void ConfigNode::expect_no_value() const {
  if (!tree_.data().empty()) {
    fail("value " + in_quotes(tree_.data()) + " is unexpected, a block { … } is due");
  }
}

bool ConfigNode::flag() const {
  if (value() == "true") return true;
  if (value() == "false") return false;
  fail(in_quotes(value()) + " is neither true nor false");
}

std::size_t ConfigNode::bytes() const {
  std::string_view digits = value();
  const unsigned shift = shift_of(digits.back());
  if (shift != 0) digits.remove_suffix(1);
  std::size_t number = 0;
  if (!parse(digits, 10, number) || number > (std::numeric_limits<std::size_t>::max() >> shift)) {
    fail(in_quotes(value()) + " is not a size, such as 1048576, 1024K, 64M or 1G");
  }
  return number << shift;
}

std::uint64_t ConfigNode::count() const {
  std::uint64_t number = 0;
  if (!parse(value(), 10, number) || number == 0) {
    fail(in_quotes(value()) + " is not a number of at least 1");
  }
  return number;
}

int ConfigNode::mode() const {
  int bits = 0;
  if (!parse(value(), 8, bits) || bits < 0 || bits > 0777) {
    fail(in_quotes(value()) + " is not a file mode, such as 0660");
  }
  return bits;
}

std::chrono::seconds ConfigNode::seconds() const {
  unsigned number = 0;
  if (!parse(value(), 10, number) || number > kSecondsOfADay) {
    fail(in_quotes(value()) + " is not a number of seconds, 0 to " +
         std::to_string(kSecondsOfADay));
  }
  return std::chrono::seconds(number);
}

std::string ConfigNode::json() const {
  std::optional<std::string> text = tree_json(tree_);
  if (!text) fail("text that is not UTF-8, or nested more deeply than 64 blocks");
  return *std::move(text);
}

void ConfigNode::fail(std::string_view what) const {
  throw ConfigError(place_ + ": " + std::string(what));
}

}  // namespace signalbox
