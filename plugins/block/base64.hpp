// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// RFC 4648, section 4: the standard alphabet, padded.
std::string base64_encode(std::span<const std::byte> bytes);

// Nothing if `text` is not exactly what base64_encode() gives for some bytes.
std::optional<std::vector<std::byte>> base64_decode(std::string_view text);
