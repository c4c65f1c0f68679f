// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <boost/json/fwd.hpp>

namespace signalbox {

// Texts in QEMU's dialect as values and back. Strings hold modified UTF-8: NUL is C0 80.

// Throws std::invalid_argument with QEMU's words if the text is not one value.
boost::json::value to_value(std::string_view text);

// The value as QEMU prints it.
std::string print(const boost::json::value& value);

// A text that is the same for equal values: keys sorted, no spaces, 1.0 and 1e0 as 1. Throws as
// to_value().
std::string canonical(std::string_view text);

}  // namespace signalbox
