// SPDX-License-Identifier: Apache-2.0
#include "plugins/qemu/upstream_address.hpp"

#include <netdb.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <memory>
#include <string_view>

#include "wire/keep_alive.hpp"

namespace {

constexpr int kStream = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;

constexpr std::size_t kLongestPath = sizeof(sockaddr_un{}.sun_path) - 1;

// Closes the socket and keeps errno.
int failed(int fd) {
  const int error = errno;
  if (fd >= 0) ::close(fd);
  errno = error;
  return -1;
}

sockaddr_un name_of(const std::string& path) {
  sockaddr_un name = {};
  name.sun_family = AF_UNIX;
  path.copy(name.sun_path, kLongestPath);
  return name;
}

template <typename Name>
SocketName to_name(const Name& from, std::size_t size) {
  SocketName name{};
  std::memcpy(&name.name, &from, size);
  name.size = static_cast<socklen_t>(size);
  return name;
}

// Why no socket can have this path; empty: one can.
std::string wrong_with_path(std::string_view path) {
  if (path.empty()) return "the path is missing";
  if (path.starts_with('@')) {
    return "an abstract socket cannot be used; give QEMU a path (a file whose name begins with @ "
           "is ./@NAME)";
  }
  if (path.size() <= kLongestPath) return {};
  return "the path has " + std::to_string(path.size()) + " bytes, and a socket's may have " +
         std::to_string(kLongestPath) + "; use a shorter directory";
}

// A number in the whole text; -1: it is none.
int number_in(std::string_view text) {
  int number = -1;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stop == end ? number : -1;
}

std::string read_tcp(std::string_view rest, UpstreamAddress& address) {
  const std::size_t colon = rest.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return "tcp needs HOST:PORT";
  address.host = rest.substr(0, colon);
  if (address.host.starts_with('[') && address.host.ends_with(']')) {
    address.host = address.host.substr(1, address.host.size() - 2);
  }
  address.port = rest.substr(colon + 1);
  const int port = number_in(address.port);
  if (address.host.empty()) return "tcp needs HOST:PORT";
  return port >= 1 && port <= 65535 ? "" : "a port is a number from 1 to 65535";
}

std::string read_descriptor(std::string_view rest, UpstreamAddress& address) {
  address.descriptor = number_in(rest);
  return address.descriptor >= 0 ? "" : "fd needs the number of an open descriptor";
}

}  // namespace

std::optional<UpstreamAddress> parse_upstream_address(const std::string& text, std::string& why) {
  constexpr std::string_view kUnix = "unix:", kTcp = "tcp:", kDescriptor = "fd:",
                             kAccept = "accept:unix:";
  UpstreamAddress address;
  address.text = text;
  const auto rest = [&text](std::string_view kind) { return text.substr(kind.size()); };
  if (text.starts_with(kUnix)) {
    address.path = rest(kUnix);
    why = wrong_with_path(address.path);
  } else if (text.starts_with(kAccept)) {
    address.kind = UpstreamAddress::Kind::accept_unix;
    address.path = rest(kAccept);
    why = wrong_with_path(address.path);
  } else if (text.starts_with(kTcp)) {
    address.kind = UpstreamAddress::Kind::tcp;
    why = read_tcp(rest(kTcp), address);
  } else if (text.starts_with(kDescriptor)) {
    address.kind = UpstreamAddress::Kind::descriptor;
    why = read_descriptor(rest(kDescriptor), address);
  } else {
    why = "an address is unix:PATH, tcp:HOST:PORT, fd:N or accept:unix:PATH";
  }
  return why.empty() ? std::optional(address) : std::nullopt;
}

std::vector<SocketName> names_of(const UpstreamAddress& address) {
  if (address.kind != UpstreamAddress::Kind::tcp) {
    return {to_name(name_of(address.path), sizeof(sockaddr_un))};
  }
  addrinfo hints = {};
  hints.ai_flags = AI_NUMERICSERV | AI_NUMERICHOST;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(address.host.c_str(), address.port.c_str(), &hints, &found) != 0) return {};
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, freeaddrinfo);
  return names_in(found);
}

std::vector<SocketName> names_in(const addrinfo* list) {
  std::vector<SocketName> names;
  for (const addrinfo* each = list; each != nullptr; each = each->ai_next) {
    names.push_back(to_name(*each->ai_addr, each->ai_addrlen));
  }
  return names;
}

int connect_to(const SocketName& name, bool& connecting) {
  connecting = false;
  const int fd = ::socket(name.name.ss_family, kStream, 0);
  if (fd < 0) return -1;
  signalbox::keep_alive(fd);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&name.name), name.size) == 0) return fd;
  connecting = errno == EINPROGRESS;
  return connecting ? fd : failed(fd);
}
