// SPDX-License-Identifier: Apache-2.0
#include "plugins/qemu/upstream_address.hpp"

#include <netdb.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <memory>
#include <string_view>

namespace {

constexpr int kStream = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;

// Closes the socket and keeps errno.
int failed(int fd) {
  const int error = errno;
  if (fd >= 0) ::close(fd);
  errno = error;
  return -1;
}

bool name_of(const std::string& path, sockaddr_un& name) {
  name = {};
  name.sun_family = AF_UNIX;
  if (path.size() >= sizeof name.sun_path) {
    errno = ENAMETOOLONG;
    return false;
  }
  std::memcpy(name.sun_path, path.c_str(), path.size() + 1);
  return true;
}

int connect_unix(const std::string& path) {
  sockaddr_un name;
  if (!name_of(path, name)) return -1;
  const int fd = ::socket(AF_UNIX, kStream, 0);
  if (fd < 0) return -1;
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0) return fd;
  return failed(fd);
}

int connect_tcp(const UpstreamAddress& address, bool& connecting) {
  addrinfo hints = {};
  hints.ai_flags = AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(address.host.c_str(), address.port.c_str(), &hints, &found) != 0) {
    errno = EHOSTUNREACH;
    return -1;
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, freeaddrinfo);
  int fd = -1;
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
    fd = ::socket(each->ai_family, kStream, 0);
    if (fd < 0) continue;
    if (::connect(fd, each->ai_addr, each->ai_addrlen) == 0) return fd;
    connecting = errno == EINPROGRESS;
    if (connecting) return fd;
    fd = failed(fd);
  }
  return -1;
}

// Nobody answers at a socket file.
bool is_stale(const sockaddr_un& name) {
  const int fd = ::socket(AF_UNIX, kStream, 0);
  if (fd < 0) return false;
  const bool refused = ::connect(fd, reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0 &&
                       errno == ECONNREFUSED;
  ::close(fd);
  return refused;
}

}  // namespace

std::optional<UpstreamAddress> parse_upstream_address(const std::string& text) {
  constexpr std::string_view kUnix = "unix:", kTcp = "tcp:", kDescriptor = "fd:",
                             kAccept = "accept:unix:";
  UpstreamAddress address;
  address.text = text;
  if (text.starts_with(kUnix)) {
    address.path = text.substr(kUnix.size());
    return address.path.empty() ? std::nullopt : std::optional(address);
  }
  if (text.starts_with(kAccept)) {
    address.kind = UpstreamAddress::Kind::accept_unix;
    address.path = text.substr(kAccept.size());
    return address.path.empty() ? std::nullopt : std::optional(address);
  }
  if (text.starts_with(kTcp)) {
    address.kind = UpstreamAddress::Kind::tcp;
    const std::size_t colon = text.rfind(':');
    if (colon < kTcp.size()) return std::nullopt;
    address.host = text.substr(kTcp.size(), colon - kTcp.size());
    if (address.host.starts_with('[') && address.host.ends_with(']')) {
      address.host = address.host.substr(1, address.host.size() - 2);
    }
    address.port = text.substr(colon + 1);
    return address.host.empty() || address.port.empty() ? std::nullopt : std::optional(address);
  }
  if (!text.starts_with(kDescriptor)) return std::nullopt;
  address.kind = UpstreamAddress::Kind::descriptor;
  const char* const end = text.data() + text.size();
  const auto [stop, error] =
      std::from_chars(text.data() + kDescriptor.size(), end, address.descriptor);
  if (error != std::errc() || stop != end || address.descriptor < 0) return std::nullopt;
  return address;
}

int connect_to(const UpstreamAddress& address, bool& connecting) {
  connecting = false;
  if (address.kind == UpstreamAddress::Kind::tcp) return connect_tcp(address, connecting);
  return connect_unix(address.path);
}

int listen_at(const UpstreamAddress& address) {
  sockaddr_un name;
  if (!name_of(address.path, name)) return -1;
  const int fd = ::socket(AF_UNIX, kStream, 0);
  if (fd < 0 || ::fchmod(fd, 0600) != 0) return failed(fd);
  const auto* const bound = reinterpret_cast<const sockaddr*>(&name);
  int error = ::bind(fd, bound, sizeof name);
  if (error != 0 && errno == EADDRINUSE && is_stale(name)) {
    ::unlink(address.path.c_str());
    error = ::bind(fd, bound, sizeof name);
  }
  if (error != 0 || ::listen(fd, 1) != 0) return failed(fd);
  return fd;
}
