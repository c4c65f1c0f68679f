// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/socket.h>

#include <optional>
#include <string>
#include <vector>

struct addrinfo;

// Where a QMP monitor is found.
struct UpstreamAddress {
  enum class Kind { unix_path, tcp, descriptor, accept_unix };

  Kind kind = Kind::unix_path;
  std::string text;  // as it was written: what messages call it
  std::string path;  // unix_path, accept_unix; fits into a socket's name
  std::string host;  // tcp
  std::string port;  // tcp; a number from 1 to 65535
  int descriptor = -1;
};

// "unix:PATH", "tcp:HOST:PORT", "fd:N" or "accept:unix:PATH". No value: `why` says what is wrong
// with the text.
std::optional<UpstreamAddress> parse_upstream_address(const std::string& text, std::string& why);

// A socket's name, as connect(2) takes it.
struct SocketName {
  sockaddr_storage name;
  socklen_t size;
};

// The socket names of a unix_path or tcp address. None: the host is a name that has to be looked
// up.
std::vector<SocketName> names_of(const UpstreamAddress& address);

// Those of a list that getaddrinfo(3) made, in the order in which they are to be tried.
std::vector<SocketName> names_in(const addrinfo* list);

// A non-blocking socket on the way to a name; of TCP one that finds out when the other computer has
// gone (keepalive). -1: errno says why not; *connecting: it is connected, or has failed, once it
// can be written.
int connect_to(const SocketName& name, bool& connecting);
