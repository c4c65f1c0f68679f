// SPDX-License-Identifier: Apache-2.0
#include "plugins/qemu/upstream_error.hpp"

#include <cstddef>

#include <boost/json/value.hpp>

#include "plugins/qemu/server_json.hpp"

namespace {

constexpr std::size_t kMost = std::size_t{1} << 20;

}  // namespace

UpstreamError read_upstream_error(std::string_view text) {
  if (text.size() > kMost) return {"GenericError", "QEMU's error is too long to be passed on"};
  const boost::json::value said = json_of(text, kMost);
  UpstreamError error{text_of(said, "class"), text_of(said, "desc")};
  if (error.error_class.empty()) error.error_class = "GenericError";
  if (!member_of(said, "desc").is_string()) error.description = "QEMU's error has no description";
  return error;
}
