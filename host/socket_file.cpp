// SPDX-License-Identifier: Apache-2.0
#include "host/socket_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>

#include "host/descriptor.hpp"
#include "host/listen_socket.hpp"

namespace signalbox {
namespace {

constexpr int kBacklog = 128;  // clients that connect in one turn of the loop

// So young a file of mode 0 is one that another process is about to listen at.
constexpr time_t kSecondsOfOpening = 5;

constexpr std::string_view kIsOpened = "another process is opening the path";

[[noreturn]] void fail(const std::string& path, const std::string& what) {
  throw ListenError("cannot listen on unix:" + path + ": " + what);
}

[[noreturn]] void fail_with_errno(const std::string& path) {
  fail(path, std::generic_category().message(errno));
}

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

const sockaddr* name_of(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

// Throws if the file is no socket, or somebody answers at it or may be about to.
void check_stale(const std::string& path) {
  struct stat about = {};
  if (lstat(path.c_str(), &about) != 0) fail_with_errno(path);
  if (!S_ISSOCK(about.st_mode)) fail(path, "the file exists and is not a socket");
  const Descriptor probe(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (probe.fd() < 0) fail_with_errno(path);
  const sockaddr_un address = address_of(path);
  if (connect(probe.fd(), name_of(address), sizeof address) == 0) {
    ucred peer = {};
    socklen_t size = sizeof peer;
    getsockopt(probe.fd(), SOL_SOCKET, SO_PEERCRED, &peer, &size);
    fail(path, "the path is in use by process " + std::to_string(peer.pid));
  }
  if (errno == EAGAIN) fail(path, "the path is in use by another process");
  const bool is_closed = (about.st_mode & 0777) == 0;
  if (is_closed && std::time(nullptr) - about.st_mtim.tv_sec < kSecondsOfOpening) {
    fail(path, std::string(kIsOpened));
  }
  if (errno != ECONNREFUSED) fail_with_errno(path);
}

// Keeps other hosts from replacing the same stale file, for as long as it lives: a lock of a file
// beside it, which other users cannot open. Where another host holds it, that is an error and no
// wait.
class ReplacementLock {
 public:
  explicit ReplacementLock(const std::string& path)
      : lock_(lock_path(path)),
        file_(open(lock_.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600)) {
    struct stat locked = {};
    struct stat there = {};
    if (file_.fd() < 0) fail_with_errno(path);
    const bool is_taken = flock(file_.fd(), LOCK_EX | LOCK_NB) == 0 &&
                          fstat(file_.fd(), &locked) == 0 && lstat(lock_.c_str(), &there) == 0 &&
                          locked.st_ino == there.st_ino;
    if (!is_taken) fail(path, std::string(kIsOpened));
  }
  ReplacementLock(const ReplacementLock&) = delete;
  ReplacementLock& operator=(const ReplacementLock&) = delete;
  ~ReplacementLock() { unlink(lock_.c_str()); }

 private:
  static std::string lock_path(const std::filesystem::path& path) {
    return path.parent_path() / (".signalbox-" + path.filename().string() + ".lock");
  }

  const std::string lock_;
  const Descriptor file_;
};

}  // namespace

// The file gets the mode that the socket has when it is bound, less the umask. So it starts closed
// to everybody, which also shows that it is the one that was made here: the path may have been
// given to another file. All that follows is done to the file and not to its path.
SocketFile::SocketFile(int fd, const std::string& path, mode_t mode, gid_t group, bool listens)
    : path_(path) {
  if (fchmod(fd, 0) != 0) fail_with_errno(path);
  const sockaddr_un address = address_of(path);
  std::optional<ReplacementLock> lock;
  if (bind(fd, name_of(address), sizeof address) != 0) {
    if (errno != EADDRINUSE) fail_with_errno(path);
    check_stale(path);
    lock.emplace(path);
    check_stale(path);
    if (unlink(path.c_str()) != 0) fail_with_errno(path);
    if (bind(fd, name_of(address), sizeof address) != 0) fail_with_errno(path);
  }
  const Descriptor file(open(path.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
  struct stat about = {};
  const bool is_ours = file.fd() >= 0 && fstat(file.fd(), &about) == 0 && S_ISSOCK(about.st_mode) &&
                       about.st_uid == geteuid() && (about.st_mode & 07777) == 0;
  if (!is_ours) fail(path, "another process has replaced the file that was made there");
  device_ = about.st_dev;
  inode_ = about.st_ino;
  const std::string itself = "/proc/self/fd/" + std::to_string(file.fd());
  const bool is_ready =
      (group == gid_t(-1) || fchownat(file.fd(), "", uid_t(-1), group, AT_EMPTY_PATH) == 0) &&
      (!listens || (listen(fd, kBacklog) == 0 && chmod(itself.c_str(), mode) == 0));
  if (is_ready) return;
  const int error = errno;
  remove();
  errno = error;
  fail_with_errno(path);
}

void SocketFile::remove() const noexcept {
  struct stat about = {};
  const bool is_ours =
      lstat(path_.c_str(), &about) == 0 && about.st_dev == device_ && about.st_ino == inode_;
  if (is_ours) unlink(path_.c_str());
}

}  // namespace signalbox
