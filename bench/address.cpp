// SPDX-License-Identifier: Apache-2.0
#include "bench/address.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace bench {

namespace {

// Any address that we use.
struct Name {
  sockaddr_storage storage{};
  socklen_t length = 0;

  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

Name name_of(const std::string& address) {
  Name name;
  if (address.rfind("unix:", 0) == 0) {
    sockaddr_un unix_name{};
    unix_name.sun_family = AF_UNIX;
    address.copy(unix_name.sun_path, sizeof unix_name.sun_path - 1, 5);
    std::memcpy(&name.storage, &unix_name, sizeof unix_name);
    name.length = sizeof unix_name;
    return name;
  }
  const std::size_t colon = address.rfind(':');
  sockaddr_in tcp_name{};
  tcp_name.sin_family = AF_INET;
  tcp_name.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(colon + 1))));
  ::inet_pton(AF_INET, address.substr(4, colon - 4).c_str(), &tcp_name.sin_addr);
  std::memcpy(&name.storage, &tcp_name, sizeof tcp_name);
  name.length = sizeof tcp_name;
  return name;
}

}  // namespace

int connect_to(const std::string& address) {
  const Name name = name_of(address);
  const int fd = ::socket(name.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) fail("socket");
  if (::connect(fd, name.get(), name.length) != 0) fail(address);
  const int on = 1;
  if (name.storage.ss_family == AF_INET) {
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  ::fcntl(fd, F_SETFL, O_NONBLOCK);
  return fd;
}

int listen_at(const std::string& address) {
  const Name name = name_of(address);
  const int fd = ::socket(name.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) fail("socket");
  if (::bind(fd, name.get(), name.length) != 0 || ::listen(fd, SOMAXCONN) != 0) fail(address);
  return fd;
}

void raise_descriptor_limit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace bench
