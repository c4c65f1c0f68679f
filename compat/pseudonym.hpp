// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace signalbox {

// Stand-ins for names: with one key the same name is the same stand-in, and without the key a name
// cannot be found by trying names.
class Pseudonyms {
 public:
  // `key`: any bytes; empty: random ones, that nobody keeps.
  explicit Pseudonyms(std::string key = {});

  // HMAC-SHA256 of the name, cut to 64 bits: "client-3f2a9c0177e1b2c4". Empty for an empty name.
  std::string of(std::string_view what, std::string_view name) const;

 private:
  std::string key_;
};

}  // namespace signalbox
