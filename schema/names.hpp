// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace signalbox::schema {

// The words of a CamelCase name, an upper-case run being one: "BlockIOEvent" -> "block_io_event".
std::string snake_case(std::string_view camel);

// "block-device-event" -> "BlockDeviceEvent".
std::string camel_case(std::string_view hyphenated);

// "block_io_event" and "block-io-event" -> "BLOCK_IO_EVENT".
std::string upper_case(std::string_view name);

// The capitals: "BlockDeviceActionReason" -> "BDAR".
std::string capitals(std::string_view camel);

// A member's name in C: hyphens become underscores, and a word that C, C++ or a system header
// claims gets one more at its end.
std::string c_name(std::string_view name);

// The same for a parameter, which must also keep clear of the generated ones: event, opaque, errp.
std::string c_parameter(std::string_view name);

bool is_camel_case(std::string_view name);  // BlockStats
bool is_hyphenated(std::string_view name);  // query-block, and what stands in old_names.hpp
bool is_upper_case(std::string_view name);  // BLOCK_IO_ERROR
bool is_enum_value(std::string_view name);  // as is_hyphenated(), a digit may come first

// The one of `known` that was probably meant, or nothing.
std::string_view nearest(std::string_view name, std::span<const std::string> known);

}  // namespace signalbox::schema
