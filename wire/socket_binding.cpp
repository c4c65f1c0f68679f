// SPDX-License-Identifier: Apache-2.0
#include "wire/socket_binding.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <system_error>

namespace signalbox {
namespace {

// So young a file of mode 0 is one that another process is about to listen at.
constexpr time_t kSecondsOfOpening = 5;

constexpr const char* kIsOpened = "another process is opening the path";

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error(what);
}

[[noreturn]] void fail_with_errno(int error = errno) {
  fail(std::generic_category().message(error));
}

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  return address;
}

const sockaddr* name_of(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

// Tries to connect to a path. Returns the errno of connect(2); 0: `peer` answers.
int try_connect(const std::string& path, pid_t& peer) {
  const int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (probe < 0) fail_with_errno();
  const sockaddr_un address = address_of(path);
  const int error = connect(probe, name_of(address), sizeof address) == 0 ? 0 : errno;
  ucred about = {};
  socklen_t size = sizeof about;
  if (error == 0) getsockopt(probe, SOL_SOCKET, SO_PEERCRED, &about, &size);
  close(probe);
  peer = about.pid;
  return error;
}

// Throws if the file is no socket, or somebody answers at it or may be about to.
void check_stale(const std::string& path) {
  struct stat about = {};
  if (lstat(path.c_str(), &about) != 0) fail_with_errno();
  if (!S_ISSOCK(about.st_mode)) fail("the file exists and is not a socket");
  pid_t peer = 0;
  const int error = try_connect(path, peer);
  if (error == 0) fail("the path is in use by process " + std::to_string(peer));
  if (error == EAGAIN) fail("the path is in use by another process");
  const bool is_closed = (about.st_mode & 0777) == 0;
  if (is_closed && std::time(nullptr) - about.st_mtim.tv_sec < kSecondsOfOpening) fail(kIsOpened);
  if (error != ECONNREFUSED) fail_with_errno(error);
}

// Keeps other hosts from replacing the same stale file, for as long as it lives: a lock of a file
// beside it, which other users cannot open. Where another host holds it, that is an error and no
// wait. Where another user has put something in its place, in a directory that many write to, there
// is no lock: that user would decide whether the host starts.
class ReplacementLock {
 public:
  explicit ReplacementLock(const std::string& path)
      : lock_(lock_path(path)), file_(open(lock_.c_str(), kToLock, 0600)) {
    const int error = errno;
    struct stat locked = {};
    struct stat there = {};
    const bool is_there = lstat(lock_.c_str(), &there) == 0;
    if (is_there && (!S_ISREG(there.st_mode) || there.st_uid != geteuid())) return;
    if (file_ < 0) fail("cannot open '" + lock_ + "': " + std::generic_category().message(error));
    is_taken_ = flock(file_, LOCK_EX | LOCK_NB) == 0 && fstat(file_, &locked) == 0 &&
                lstat(lock_.c_str(), &there) == 0 && locked.st_ino == there.st_ino;
    if (is_taken_) return;
    close(file_);
    fail(std::string(kIsOpened) + ", it has locked '" + lock_ + "'");
  }
  ReplacementLock(const ReplacementLock&) = delete;
  ReplacementLock& operator=(const ReplacementLock&) = delete;
  ~ReplacementLock() {
    if (is_taken_) unlink(lock_.c_str());
    if (file_ >= 0) close(file_);
  }

 private:
  // A file that is there already may be of any kind: no link is followed, no FIFO waited for.
  static constexpr int kToLock = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;

  static std::string lock_path(const std::filesystem::path& path) {
    return path.parent_path() / (".signalbox-" + path.filename().string() + ".lock");
  }

  const std::string lock_;
  const int file_;
  bool is_taken_ = false;
};

// Gives a file its group and mode and lets clients in; false: errno says why not. `file` is open
// with O_PATH.
bool open_to_clients(int fd, int file, const SocketAccess& access) {
  const bool has_group = access.group != gid_t(-1);
  if (has_group && fchownat(file, "", uid_t(-1), access.group, AT_EMPTY_PATH) != 0) return false;
  if (access.backlog < 0) return true;
  const std::string itself = "/proc/self/fd/" + std::to_string(file);
  return listen(fd, access.backlog) == 0 && chmod(itself.c_str(), access.mode) == 0;
}

}  // namespace

// The file gets the mode that the socket has when it is bound, less the umask. So it starts closed
// to everybody, which also shows that it is the one that was made here: the path may have been
// given to another file. All that follows is done to the file and not to its path.
SocketBinding bind_socket(int fd, const std::string& path, const SocketAccess& access) {
  if (fchmod(fd, 0) != 0) fail_with_errno();
  const sockaddr_un address = address_of(path);
  std::optional<ReplacementLock> lock;
  if (bind(fd, name_of(address), sizeof address) != 0) {
    if (errno != EADDRINUSE) fail_with_errno();
    check_stale(path);
    lock.emplace(path);
    check_stale(path);
    if (unlink(path.c_str()) != 0) fail_with_errno();
    if (bind(fd, name_of(address), sizeof address) != 0) fail_with_errno();
  }
  const int file = open(path.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC);
  struct stat about = {};
  const bool is_ours = file >= 0 && fstat(file, &about) == 0 && S_ISSOCK(about.st_mode) &&
                       about.st_uid == geteuid() && (about.st_mode & 07777) == 0;
  const bool is_ready = is_ours && open_to_clients(fd, file, access);
  const int error = errno;
  if (file >= 0) close(file);
  if (!is_ours) fail("another process has replaced the file that was made there");
  const SocketBinding binding{about.st_dev, about.st_ino};
  if (is_ready) return binding;
  remove_socket(path, binding);
  fail_with_errno(error);
}

void remove_socket(const std::string& path, const SocketBinding& binding) noexcept {
  struct stat about = {};
  const bool is_ours = lstat(path.c_str(), &about) == 0 && about.st_dev == binding.device &&
                       about.st_ino == binding.inode;
  if (is_ours) unlink(path.c_str());
}

}  // namespace signalbox
