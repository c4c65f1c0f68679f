// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

// Where a QMP monitor is found.
struct UpstreamAddress {
  enum class Kind { unix_path, tcp, descriptor, accept_unix };

  Kind kind = Kind::unix_path;
  std::string text;  // as it was written: what messages call it
  std::string path;  // unix_path, accept_unix
  std::string host;  // tcp
  std::string port;  // tcp
  int descriptor = -1;
};

// "unix:PATH", "tcp:HOST:PORT", "fd:N" or "accept:unix:PATH"; nullopt: none of these.
std::optional<UpstreamAddress> parse_upstream_address(const std::string& text);

// A non-blocking socket on the way to a unix_path or tcp address. -1: errno says why not;
// *connecting: it is connected, or has failed, once it can be written.
int connect_to(const UpstreamAddress& address, bool& connecting);

// A non-blocking socket that listens at an accept_unix address, only for its owner. A file that
// nobody listens at is replaced. -1: errno says why not.
int listen_at(const UpstreamAddress& address);
