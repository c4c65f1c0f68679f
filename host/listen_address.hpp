// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace signalbox {

// Where a listener listens, as it is written in a configuration.
struct ListenAddress {
  enum class Kind { unix_path, tcp, descriptor };
  Kind kind = Kind::unix_path;
  std::string path;  // unix:PATH
  std::string host;  // tcp:HOST:PORT; an IPv6 address without its brackets; empty: any
  std::string port;
  int descriptor = -1;  // fd:N
};

// Nothing if `text` is none of unix:PATH, tcp:HOST:PORT and fd:N.
std::optional<ListenAddress> parse_listen_address(std::string_view text);

// Returns whether only processes of the same computer can connect: a Unix socket, or TCP at
// localhost, 127.0.0.0/8 or ::1. True for fd:N: who made the socket has decided. No name is looked
// up.
bool is_local(const ListenAddress& address);

// Returns whether a text without brackets is localhost or an address of loopback.
bool is_loopback(const std::string& host);

// Why no socket can be at what absolute() made of an address; empty: one can.
std::string wrong_with(std::string_view absolute_address);

// `address` as text, with a relative path made absolute from `base`.
std::string absolute(const ListenAddress& address, const std::filesystem::path& base);

}  // namespace signalbox
