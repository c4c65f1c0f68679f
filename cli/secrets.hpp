// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace signalbox::cli {

// Messages as files keep them, such as recordings and the shell's history.
// Dropped are the arguments of human-monitor-command, arguments at any depth whose name has
// "password" or "secret" in it or is "data", and what stands before the @ of a URL's host.

// A request, as JSON text: the value of a member that is dropped becomes "[dropped]", all else
// stays byte for byte. Of what is no request only URLs change.
std::string without_secrets(const std::string& message);

// Any text without what stands before the @ of a URL's host.
std::string without_userinfo(std::string_view text);

// A line of the shell: COMMAND NAME=VALUE …, in which a value that is dropped is empty, or a
// request. Empty where the line cannot be read: it is not kept.
std::string line_without_secrets(const std::string& line);

}  // namespace signalbox::cli
