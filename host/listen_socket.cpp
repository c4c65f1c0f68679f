// SPDX-License-Identifier: Apache-2.0
#include "host/listen_socket.hpp"

#include <fcntl.h>
#include <grp.h>
#include <netdb.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "host/config.hpp"
#include "host/descriptor.hpp"
#include "host/listen_address.hpp"
#include "wire/handed_over.hpp"
#include "wire/keep_alive.hpp"

namespace signalbox {
namespace {

constexpr int backlog = 128;  // clients that connect in one turn of the loop

[[noreturn]] void fail(const std::string& address, const std::string& what) {
  throw ListenError("cannot listen on " + address + ": " + what);
}

[[noreturn]] void fail_with_errno(const std::string& address) {
  fail(address, std::generic_category().message(errno));
}

// Where a socket can be: an absolute path.
std::string socket_path(const std::string& path) {
  constexpr std::size_t kMost = sizeof sockaddr_un::sun_path - 1;
  std::error_code error;
  const std::string absolute = std::filesystem::absolute(path, error).string();
  if (error) {
    fail("unix:" + path,
         "the path is relative, and the working directory cannot be told: " + error.message());
  }
  if (absolute.size() <= kMost) return absolute;
  fail("unix:" + absolute,
       "the path is longer than a socket's may be, " + std::to_string(kMost) + " bytes");
}

gid_t group_id(const std::string& path, const std::string& name) {
  errno = 0;
  const group* entry = getgrnam(name.c_str());
  if (!entry) fail("unix:" + path, "there is no group '" + name + "'");
  return entry->gr_gid;
}

int option(int fd, int name) {
  int value = 0;
  socklen_t size = sizeof value;
  return getsockopt(fd, SOL_SOCKET, name, &value, &size) == 0 ? value : -1;
}

// "tcp:HOST:PORT" with the port that the socket really has.
std::string bound_address(int fd, const std::string& host) {
  sockaddr_storage name = {};
  socklen_t size = sizeof name;
  char port[NI_MAXSERV] = "";
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&name), &size) == 0) {
    getnameinfo(reinterpret_cast<sockaddr*>(&name), size, nullptr, 0, port, sizeof port,
                NI_NUMERICSERV);
  }
  ListenAddress address;
  address.kind = ListenAddress::Kind::tcp;
  address.host = host;
  address.port = port;
  return absolute(address, {});
}

}  // namespace

ListenSocket::ListenSocket(const ListenerConfig& config, bool listens) : address_(config.address) {
  const std::optional<ListenAddress> address = parse_listen_address(config.address);
  if (!address) fail(config.address, "an address is unix:PATH, tcp:HOST:PORT or fd:N");
  switch (address->kind) {
    case ListenAddress::Kind::unix_path: open_unix(*address, config, listens); break;
    case ListenAddress::Kind::tcp: open_tcp(*address, listens); break;
    case ListenAddress::Kind::descriptor: adopt(address->descriptor); break;
  }
}

ListenSocket::~ListenSocket() {
  close();
}

ListenSocket::ListenSocket(ListenSocket&& other) noexcept {
  swap(other);
}

ListenSocket& ListenSocket::operator=(ListenSocket&& other) noexcept {
  ListenSocket moved(std::move(other));
  swap(moved);
  return *this;
}

void ListenSocket::swap(ListenSocket& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(address_, other.address_);
  std::swap(file_, other.file_);
}

void ListenSocket::open_unix(const ListenAddress& address, const ListenerConfig& config,
                             bool listens) {
  const std::string path = socket_path(address.path);
  const gid_t group = config.group.empty() ? gid_t(-1) : group_id(path, config.group);
  Descriptor made(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (made.fd() < 0) fail_with_errno(address_);
  file_.emplace(made.fd(), path, mode_t(config.mode), group, listens);
  fd_ = made.release();
}

void ListenSocket::open_tcp(const ListenAddress& address, bool listens) {
  addrinfo hints = {};
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const char* const host = address.host.empty() ? nullptr : address.host.c_str();
  const int error = getaddrinfo(host, address.port.c_str(), &hints, &found);
  if (error != 0) fail(address_, gai_strerror(error));
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, freeaddrinfo);
  for (const addrinfo* each = found; each; each = each->ai_next) {
    const int on = 1;
    Descriptor made(socket(each->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (made.fd() < 0) continue;
    setsockopt(made.fd(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    keep_alive(made.fd());
    if (bind(made.fd(), each->ai_addr, each->ai_addrlen) != 0) continue;
    if (listens && listen(made.fd(), backlog) != 0) continue;
    fd_ = made.release();
    address_ = bound_address(fd_, address.host);
    return;
  }
  fail_with_errno(address_);
}

void ListenSocket::adopt(int descriptor) {
  if (!may_be_handed_over(descriptor)) {
    fail(address_, "the descriptor was not handed over to this host, or is used already");
  }
  const int flags = fcntl(descriptor, F_GETFL);
  if (flags < 0) fail_with_errno(address_);
  if (option(descriptor, SO_TYPE) != SOCK_STREAM || option(descriptor, SO_ACCEPTCONN) != 1) {
    fail(address_, "the descriptor is not a listening stream socket");
  }
  if (fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) != 0 ||
      fcntl(descriptor, F_SETFD, FD_CLOEXEC) != 0) {
    fail_with_errno(address_);
  }
  keep_alive(descriptor);
  fd_ = descriptor;
}

void ListenSocket::close() noexcept {
  if (fd_ < 0) return;
  if (file_) file_->remove();
  ::close(std::exchange(fd_, -1));
}

}  // namespace signalbox
