// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace signalbox::cli {

// Whether what is written to `fd` is read by a person on a terminal who has not set NO_COLOR.
bool wants_colours(int fd);

// A value over several lines, each inner value indented by two more spaces; no line feed at its
// end.
std::string pretty(const boost::json::value& value, bool colours);

// A value on one line of JSON, members in the order in which they came.
std::string plain(const boost::json::value& value);

// An event on one line: the time of day (local), its name, its tag, and its data as NAME=VALUE.
std::string one_line(const boost::json::object& event, bool colours);

}  // namespace signalbox::cli
