// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

// The error in a server's reply. Neither text is ever missing, whatever the server sent.
struct UpstreamError {
  std::string error_class;  // never empty; GenericError where the server names none
  std::string description;
};

// Reads the JSON text that stands at "error"; a text of more than 1 MiB is not read.
UpstreamError read_upstream_error(std::string_view text);
