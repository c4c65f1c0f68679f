// SPDX-License-Identifier: Apache-2.0
#include "host/http_opening.hpp"

#include <algorithm>
#include <array>

namespace signalbox {

namespace {

// RFC 9110, section 9.3; PATCH of RFC 5789; PRI, the opening of HTTP/2, of RFC 9113, section 3.4.
constexpr std::array<std::string_view, 10> kMethods = {"GET ",    "HEAD ",    "POST ",    "PUT ",
                                                       "DELETE ", "CONNECT ", "OPTIONS ", "TRACE ",
                                                       "PATCH ",  "PRI "};

}  // namespace

bool HttpOpening::feed(std::string_view bytes) {
  if (is_decided_) return false;
  constexpr std::size_t kLongest = 8;  // of kMethods
  begin_ += bytes.substr(0, kLongest - std::min(kLongest, begin_.size()));
  const auto begins = [this](std::string_view method) { return begin_.starts_with(method); };
  const auto may_begin = [this](std::string_view method) { return method.starts_with(begin_); };
  const bool is_http = std::any_of(kMethods.begin(), kMethods.end(), begins);
  is_decided_ = is_http || std::none_of(kMethods.begin(), kMethods.end(), may_begin);
  return is_http;
}

}  // namespace signalbox
