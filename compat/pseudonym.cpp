// SPDX-License-Identifier: Apache-2.0
#include "compat/pseudonym.hpp"

#include <sys/random.h>

#include <cerrno>
#include <system_error>

#include "compat/sha256.hpp"

namespace signalbox {
namespace {

constexpr std::size_t kBlockBytes = 64;  // SHA-256's, RFC 2104
constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kDigits = 16;

std::string random_key() {
  std::string key(kKeyBytes, '\0');
  if (getrandom(key.data(), key.size(), 0) != static_cast<ssize_t>(key.size())) {
    throw std::system_error(errno, std::generic_category(), "Cannot make a random key");
  }
  return key;
}

std::string bytes_of(const Sha256& digest) {
  return {digest.begin(), digest.end()};
}

std::string padded(const std::string& key, char with) {
  std::string block = key;
  block.resize(kBlockBytes, '\0');
  for (char& each : block) each = static_cast<char>(each ^ with);
  return block;
}

}  // namespace

Pseudonyms::Pseudonyms(std::string key) : key_(key.empty() ? random_key() : std::move(key)) {
  if (key_.size() > kBlockBytes) key_ = bytes_of(sha256_of(key_));
}

std::string Pseudonyms::of(std::string_view what, std::string_view name) const {
  if (name.empty()) return {};
  const std::string inner = bytes_of(sha256_of(padded(key_, 0x36) + std::string(name)));
  const std::string digest = hex_of(sha256_of(padded(key_, 0x5c) + inner));
  return std::string(what) + "-" + digest.substr(0, kDigits);
}

}  // namespace signalbox
