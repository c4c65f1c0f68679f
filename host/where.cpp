// SPDX-License-Identifier: Apache-2.0
#include "host/where.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <utility>

#include <boost/json/value.hpp>

namespace signalbox {

namespace {

// Doubles up to here hold every integer (IEEE 754, 53 bits).
constexpr double kExact = 9007199254740992.0;

std::string key_of_double(double number) {
  if (std::trunc(number) == number && std::fabs(number) <= kExact) {
    return "n" + std::to_string(static_cast<std::int64_t>(number));
  }
  char text[40];
  const int length = std::snprintf(text, sizeof text, "n%.17g", number);
  return std::string(text, static_cast<std::size_t>(length));
}

}  // namespace

Where::Where(std::vector<Term> terms, std::string text)
    : terms_(std::move(terms)), text_(std::move(text)) {
  std::sort(terms_.begin(), terms_.end(),
            [](const Term& a, const Term& b) { return a.path < b.path; });
  for (const Term& term : terms_) {
    for (const std::string& step : term.path) members_.append(step).push_back('.');
    members_.push_back(',');
  }
}

std::size_t Where::combination_count() const {
  std::size_t count = 1;
  for (const Term& term : terms_) count *= term.keys.size();
  return count;
}

// Each combination is a key of an index, made of a value of each term, and some 64 bytes more.
std::size_t Where::memory() const {
  const std::size_t combinations = combination_count();
  std::size_t bytes = text_.size() + combinations * 64;
  for (const Term& term : terms_) {
    std::size_t values = 0;
    for (const std::string& key : term.keys) values += key.size();
    bytes += values + combinations / term.keys.size() * values;
  }
  return bytes;
}

std::string Where::key_of(const boost::json::value& value) {
  switch (value.kind()) {
    case boost::json::kind::string: return "s" + std::string(value.get_string());
    case boost::json::kind::bool_: return value.get_bool() ? "b1" : "b0";
    case boost::json::kind::int64: return "n" + std::to_string(value.get_int64());
    case boost::json::kind::uint64: return "n" + std::to_string(value.get_uint64());
    case boost::json::kind::double_: return key_of_double(value.get_double());
    default: return {};
  }
}

}  // namespace signalbox
