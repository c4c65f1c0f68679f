// SPDX-License-Identifier: Apache-2.0
#include "wire/codec.h"

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

#include "tests/wire/drive_schema.hpp"

namespace {

// The text of what was read; empty: there was an error.
std::string recoded(const char* text, std::size_t size, bool keyval) {
  signalbox::schema::Rack rack = {};
  char* error = nullptr;
  const auto decode = keyval ? wire_decode_keyval : wire_decode;
  if (!decode(text, size, &signalbox::schema::rack, &rack, &error)) {
    if (!error || !*error) std::abort();
    std::free(error);
    return {};
  }
  char* encoded = wire_encode(&signalbox::schema::rack, &rack, nullptr);
  std::string out(encoded);
  std::free(encoded);
  wire_free(&signalbox::schema::rack, &rack);
  return out;
}

}  // namespace

// What was written twice reads back as the same. (Once is not enough: -0.0 is written as -0, which
// is the integer 0.)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  recoded(reinterpret_cast<const char*>(data), size, true);
  const std::string once = recoded(reinterpret_cast<const char*>(data), size, false);
  if (once.empty() || once.find("inf") != std::string::npos) return 0;
  const std::string twice = recoded(once.data(), once.size(), false);
  if (twice.empty() || recoded(twice.data(), twice.size(), false) != twice) std::abort();
  return 0;
}
