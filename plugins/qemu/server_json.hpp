// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>

#include <boost/json/fwd.hpp>

// JSON that a server or a client wrote. A server may be anything, so nothing here fails.

// Null if the text is no JSON, or has more bytes than `most`: it is read on the loop.
boost::json::value json_of(std::string_view text, std::size_t most = std::size_t{64} * 1024);

// A member of an object; null: it is not there, or `object` is none.
boost::json::value member_of(const boost::json::value& object, std::string_view name);

// A member that is a string; empty: there is none.
std::string text_of(const boost::json::value& object, std::string_view name);

using Names = std::set<std::string, std::less<>>;

// The names in a list of objects, as query-commands returns it.
Names names_of(std::string_view list);
