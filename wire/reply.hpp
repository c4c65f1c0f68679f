// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

// Replies as QEMU writes them, with their line end. `id` is JSON text, as Request has it; empty:
// there is none.

// `value` is JSON text and goes in as it is.
void append_success(std::string& out, std::string_view value, std::string_view id);

// `description` is plain text.
void append_error(std::string& out, std::string_view error_class, std::string_view description,
                  std::string_view id);

// The same in pieces that follow each other. A large value or id is one of them, and is not copied.
std::vector<std::string> success_in_pieces(std::string&& value, std::string&& id);
std::vector<std::string> error_in_pieces(std::string_view error_class, std::string_view description,
                                         std::string&& id);

}  // namespace signalbox
