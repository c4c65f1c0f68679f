// SPDX-License-Identifier: Apache-2.0
#include "host/listen_socket.hpp"

#include <fcntl.h>
#include <grp.h>
#include <netdb.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <utility>

#include "host/config.hpp"
#include "host/listen_address.hpp"
#include "wire/keep_alive.hpp"

namespace signalbox {
namespace {

constexpr int backlog = 128;  // clients that connect in one turn of the loop

struct Descriptor {
  explicit Descriptor(int number) : fd(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
  int release() { return std::exchange(fd, -1); }
  int fd;
};

[[noreturn]] void fail(const std::string& address, const std::string& what) {
  throw ListenError("cannot listen on " + address + ": " + what);
}

[[noreturn]] void fail_with_errno(const std::string& address) {
  fail(address, std::generic_category().message(errno));
}

sockaddr_un unix_address(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    fail("unix:" + path, "the path is longer than a socket's may be, " +
                             std::to_string(sizeof address.sun_path - 1) + " bytes");
  }
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

// Keeps other hosts from opening sockets in the same directory for as long as it lives.
Descriptor locked_directory(const std::string& path) {
  const std::string directory = std::filesystem::path(path).parent_path().string();
  const int fd = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0 || flock(fd, LOCK_EX) != 0) fail_with_errno("unix:" + path);
  return Descriptor(fd);
}

// Removes the file of a socket at which nobody answers. Throws if somebody does, or if it is
// something else.
void remove_stale(const std::string& path, const sockaddr_un& address) {
  struct stat about = {};
  if (lstat(path.c_str(), &about) != 0) fail_with_errno("unix:" + path);
  if (!S_ISSOCK(about.st_mode)) fail("unix:" + path, "the file exists and is not a socket");
  const Descriptor probe(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (probe.fd < 0) fail_with_errno("unix:" + path);
  if (connect(probe.fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    ucred peer = {};
    socklen_t size = sizeof peer;
    getsockopt(probe.fd, SOL_SOCKET, SO_PEERCRED, &peer, &size);
    fail("unix:" + path, "the path is in use by process " + std::to_string(peer.pid));
  }
  if (errno == EAGAIN) fail("unix:" + path, "the path is in use by another process");
  if (errno != ECONNREFUSED) fail_with_errno("unix:" + path);
  if (unlink(path.c_str()) != 0) fail_with_errno("unix:" + path);
}

void bind_path(int fd, const std::string& path, const sockaddr_un& address) {
  const auto* name = reinterpret_cast<const sockaddr*>(&address);
  if (bind(fd, name, sizeof address) == 0) return;
  if (errno != EADDRINUSE) fail_with_errno("unix:" + path);
  remove_stale(path, address);
  if (bind(fd, name, sizeof address) != 0) fail_with_errno("unix:" + path);
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
  std::swap(path_, other.path_);
  std::swap(device_, other.device_);
  std::swap(inode_, other.inode_);
}

void ListenSocket::open_unix(const ListenAddress& address, const ListenerConfig& config,
                             bool listens) {
  const std::string path = std::filesystem::absolute(address.path).string();
  const sockaddr_un name = unix_address(path);
  const gid_t group = config.group.empty() ? gid_t(-1) : group_id(path, config.group);
  Descriptor made(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (made.fd < 0) fail_with_errno(address_);
  const Descriptor lock = locked_directory(path);

  // The file gets the mode that the socket has when it is bound (less the umask), so it starts
  // closed to everybody and is opened once its group is right.
  if (fchmod(made.fd, 0) != 0) fail_with_errno(address_);
  bind_path(made.fd, path, name);
  struct stat about = {};
  const bool ready = lstat(path.c_str(), &about) == 0 &&
                     (config.group.empty() || lchown(path.c_str(), uid_t(-1), group) == 0) &&
                     chmod(path.c_str(), mode_t(config.mode)) == 0 &&
                     (!listens || listen(made.fd, backlog) == 0);
  if (!ready) {
    const int error = errno;
    unlink(path.c_str());
    errno = error;
    fail_with_errno(address_);
  }
  fd_ = made.release();
  path_ = path;
  device_ = about.st_dev;
  inode_ = about.st_ino;
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
    if (made.fd < 0) continue;
    setsockopt(made.fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    keep_alive(made.fd);
    if (bind(made.fd, each->ai_addr, each->ai_addrlen) != 0) continue;
    if (listens && listen(made.fd, backlog) != 0) continue;
    fd_ = made.release();
    address_ = bound_address(fd_, address.host);
    return;
  }
  fail_with_errno(address_);
}

void ListenSocket::adopt(int descriptor) {
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
  struct stat about = {};
  const bool ours = !path_.empty() && lstat(path_.c_str(), &about) == 0 &&
                    about.st_dev == device_ && about.st_ino == inode_;
  if (ours) unlink(path_.c_str());
  ::close(std::exchange(fd_, -1));
}

}  // namespace signalbox
