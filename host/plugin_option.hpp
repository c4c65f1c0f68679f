// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <utility>

#include <boost/property_tree/ptree_fwd.hpp>

namespace signalbox {

// Adds what `--plugin NAME:key=value,…` says about a plugin to `tree`, as the configuration's
// `plugin NAME { key value … }` would. "a.b=x" is `a { b x }`; a key that stands again is a list;
// "a.0.b=x,a.1.b=y" is two blocks `a`. ",," is a comma in a value. Throws ConfigError.
void add_plugin_option(std::string_view keys_and_values, boost::property_tree::ptree& tree);

}  // namespace signalbox
