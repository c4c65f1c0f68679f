// SPDX-License-Identifier: Apache-2.0
#include "host/listen_address.hpp"

#include <arpa/inet.h>
#include <strings.h>
#include <sys/un.h>

#include <charconv>
#include <cstdint>

namespace signalbox {
namespace {

template <typename Number>
bool parse(std::string_view text, Number& number) {
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stop == end;
}

std::optional<ListenAddress> parse_tcp(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  std::uint16_t port = 0;
  if (colon == std::string_view::npos || !parse(text.substr(colon + 1), port)) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  ListenAddress address;
  address.kind = ListenAddress::Kind::tcp;
  address.host = host;
  address.port = text.substr(colon + 1);
  return address;
}

}  // namespace

std::optional<ListenAddress> parse_listen_address(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view kind = text.substr(0, colon);
  const std::string_view rest = text.substr(colon + 1);
  if (kind == "tcp") return parse_tcp(rest);
  ListenAddress address;
  if (kind == "unix") {
    address.path = rest;
    return rest.empty() ? std::nullopt : std::optional(address);
  }
  address.kind = ListenAddress::Kind::descriptor;
  if (kind != "fd" || !parse(rest, address.descriptor) || address.descriptor < 0) {
    return std::nullopt;
  }
  return address;
}

bool is_loopback(const std::string& host) {
  in_addr four{};
  in6_addr six{};
  if (::inet_pton(AF_INET, host.c_str(), &four) == 1) return ::ntohl(four.s_addr) >> 24 == 127;
  if (::inet_pton(AF_INET6, host.c_str(), &six) == 1) return IN6_IS_ADDR_LOOPBACK(&six);
  return ::strcasecmp(host.c_str(), "localhost") == 0;
}

bool is_local(const ListenAddress& address) {
  return address.kind != ListenAddress::Kind::tcp || is_loopback(address.host);
}

std::string wrong_with(std::string_view absolute_address) {
  constexpr std::string_view kUnix = "unix:";
  constexpr std::size_t kLongestPath = sizeof(sockaddr_un{}.sun_path) - 1;
  if (!absolute_address.starts_with(kUnix)) return {};
  const std::size_t size = absolute_address.size() - kUnix.size();
  if (size <= kLongestPath) return {};
  return "the path has " + std::to_string(size) + " bytes, and a socket's may have " +
         std::to_string(kLongestPath) + "; use a shorter directory";
}

std::string absolute(const ListenAddress& address, const std::filesystem::path& base) {
  switch (address.kind) {
    case ListenAddress::Kind::unix_path:
      return "unix:" + (base / address.path).lexically_normal().string();
    case ListenAddress::Kind::tcp: {
      const bool brackets = address.host.find(':') != std::string::npos;
      return "tcp:" + (brackets ? "[" + address.host + "]" : address.host) + ":" + address.port;
    }
    case ListenAddress::Kind::descriptor: return "fd:" + std::to_string(address.descriptor);
  }
  return {};
}

}  // namespace signalbox
