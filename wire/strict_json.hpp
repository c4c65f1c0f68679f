// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <boost/json/fwd.hpp>

namespace signalbox {

// A value as JSON that every parser takes: UTF-8 of RFC 3629, without spaces. Its strings are
// modified UTF-8, as a client or a machine sent them (wire/utf8.h): NUL, which is C0 80 there,
// becomes \u0000, and what is no character \ufffd.
std::string strict_json(const boost::json::value& value);

}  // namespace signalbox
