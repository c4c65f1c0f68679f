// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace signalbox {

using Sha256 = std::array<std::uint8_t, 32>;

// FIPS 180-4. Here so that naming a client needs no cryptographic library.
Sha256 sha256_of(std::string_view bytes);

// 64 lower-case hexadecimal digits.
std::string hex_of(const Sha256& digest);

}  // namespace signalbox
