// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace signalbox {

// Replies as QEMU writes them, with their line end. `id` is JSON text, as Request has it; empty:
// there is none.

// `value` is JSON text and goes in as it is.
void append_success(std::string& out, std::string_view value, std::string_view id);

// `description` is plain text.
void append_error(std::string& out, std::string_view error_class, std::string_view description,
                  std::string_view id);

}  // namespace signalbox
