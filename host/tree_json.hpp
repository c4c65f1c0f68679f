// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include <boost/property_tree/ptree_fwd.hpp>

namespace signalbox {

// A property tree as a JSON object, in the form of PluginConfig::json; the value of `tree`
// itself, which is the plugin's name, is left out. Nothing where a string is not UTF-8, or the
// tree is deeper than 64 levels.
std::optional<std::string> tree_json(const boost::property_tree::ptree& tree);

}  // namespace signalbox
