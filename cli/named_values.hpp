// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "cli/host_schema.hpp"

namespace signalbox::cli {

// A word of the command line that is no NAME=VALUE.
struct BadWord : std::runtime_error {
  using runtime_error::runtime_error;
};

// Words NAME=VALUE as an object. A VALUE is text where the form says so; else what it is as JSON,
// and text if it is no JSON. NAME:=VALUE is JSON whatever the form says. A.B=VALUE is the member B
// of an object A. Throws BadWord.
boost::json::object named_values(const std::vector<std::string>& words,
                                 const std::vector<ArgumentForm>& forms = {});

// The same where every VALUE is text, as in a configuration.
boost::json::object named_texts(const std::vector<std::string>& words);

// Whether a word has the form NAME=VALUE.
bool is_named_value(std::string_view word);

}  // namespace signalbox::cli
