// SPDX-License-Identifier: Apache-2.0
#include "host/http_host.hpp"

#include <strings.h>

#include <algorithm>

#include "host/listen_address.hpp"

namespace signalbox {

namespace {

// "name:80" -> "name", "[::1]:80" -> "::1".
std::string name_in(std::string_view header) {
  if (header.starts_with('[')) return std::string(header.substr(1, header.find(']') - 1));
  return std::string(header.substr(0, header.find(':')));
}

}  // namespace

bool is_for_us(std::string_view host_header, const std::vector<std::string>& names) {
  const std::string name = name_in(host_header);
  return is_loopback(name) || std::any_of(names.begin(), names.end(), [&](const auto& each) {
           return ::strcasecmp(each.c_str(), name.c_str()) == 0;
         });
}

}  // namespace signalbox
