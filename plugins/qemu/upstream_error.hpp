// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

// What a server's error says. A server may be anything, so each part has a text in any case.
struct UpstreamError {
  std::string error_class;  // never empty; GenericError where the server names none
  std::string description;
};

// Of the JSON text that stands at "error"; one of more than 1 MiB is not read.
UpstreamError read_upstream_error(std::string_view text);
