// SPDX-License-Identifier: Apache-2.0
#include "cli/monitor_holder.hpp"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <vector>

namespace signalbox::cli {

namespace {

namespace fs = std::filesystem;

// One end of a connection between Unix sockets, which somebody has open. Inodes are of sockets.
struct End {
  std::uint32_t inode = 0;
  std::uint32_t peer = 0;    // 0: the other end is not accepted yet
  std::uint32_t file = 0;    // inode of the socket's file; 0: it has none
  std::uint32_t device = 0;  // on which that is, as the kernel numbers devices
};

End end_of(const nlmsghdr& message) {
  const auto* const told = static_cast<const unix_diag_msg*>(NLMSG_DATA(&message));
  End end;
  end.inode = told->udiag_ino;
  auto* attribute = reinterpret_cast<const rtattr*>(told + 1);
  auto left = static_cast<int>(message.nlmsg_len - NLMSG_LENGTH(sizeof *told));
  for (; RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left)) {
    const void* const data = RTA_DATA(attribute);
    if (attribute->rta_type == UNIX_DIAG_PEER) end.peer = *static_cast<const std::uint32_t*>(data);
    if (attribute->rta_type != UNIX_DIAG_VFS) continue;
    end.file = static_cast<const unix_diag_vfs*>(data)->udiag_vfs_ino;
    end.device = static_cast<const unix_diag_vfs*>(data)->udiag_vfs_dev;
  }
  return end;
}

// Adds what one datagram tells. False: it is the last one.
bool add_ends(const std::vector<char>& bytes, std::size_t size, std::vector<End>& ends) {
  auto left = static_cast<unsigned>(size);
  auto* message = reinterpret_cast<const nlmsghdr*>(bytes.data());
  for (; NLMSG_OK(message, left); message = NLMSG_NEXT(message, left)) {
    if (message->nlmsg_type != SOCK_DIAG_BY_FAMILY) return false;
    ends.push_back(end_of(*message));
  }
  return true;
}

// All connected ends that the kernel knows in this network namespace; none where it does not tell.
std::vector<End> connected_ends() {
  constexpr std::uint32_t kEstablished = 1U << 1;
  struct {
    nlmsghdr header;
    unix_diag_req request;
  } asked{};
  asked.header.nlmsg_len = sizeof asked;
  asked.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  asked.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  asked.request.sdiag_family = AF_UNIX;
  asked.request.udiag_states = kEstablished;
  asked.request.udiag_show = UDIAG_SHOW_PEER | UDIAG_SHOW_VFS;
  std::vector<End> ends;
  const int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
  if (fd < 0) return ends;
  std::vector<char> bytes(1 << 16);
  ssize_t size = send(fd, &asked, sizeof asked, 0);
  while (size > 0) {
    size = recv(fd, bytes.data(), bytes.size(), 0);
    if (size <= 0 || !add_ends(bytes, static_cast<std::size_t>(size), ends)) break;
  }
  close(fd);
  return ends;
}

std::string process_name(const std::string& process) {
  std::string name;
  std::getline(std::ifstream("/proc/" + process + "/comm"), name);
  return name;
}

// "python3 (process 1234)", of the process that has a socket open; empty: none that may be seen.
std::string owner_of(std::uint32_t inode) {
  const std::string wanted = "socket:[" + std::to_string(inode) + "]";
  std::error_code error;
  for (fs::directory_iterator each("/proc", error), end; each != end && !error;
       each.increment(error)) {
    const std::string process = each->path().filename();
    if (process.find_first_not_of("0123456789") != std::string::npos) continue;
    std::error_code ignored;
    for (const fs::directory_entry& fd : fs::directory_iterator(each->path() / "fd", ignored)) {
      if (fs::read_symlink(fd.path(), ignored) != wanted) continue;
      return process_name(process) + " (process " + process + ")";
    }
  }
  return {};
}

// The number of a device as the kernel has it inside.
std::uint32_t number_of_device(dev_t device) {
  constexpr unsigned kMinorBits = 20;
  return (gnu_dev_major(device) << kMinorBits) | gnu_dev_minor(device);
}

std::string server_of(int fd) {
  ucred who{};
  socklen_t size = sizeof who;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) != 0 || who.pid <= 0) return {};
  const std::string process = std::to_string(who.pid);
  return process_name(process) + " (process " + process + ")";
}

}  // namespace

std::string why_silent(int fd, const std::string& path) {
  struct stat own {};
  struct stat file {};
  if (fstat(fd, &own) != 0 || stat(path.c_str(), &file) != 0) return {};
  const std::vector<End> ends = connected_ends();
  const auto ours = std::find_if(ends.begin(), ends.end(),
                                 [&own](const End& each) { return each.inode == own.st_ino; });
  if (ours == ends.end() || ours->peer != 0) return {};
  const auto other = std::find_if(ends.begin(), ends.end(), [&file](const End& each) {
    return each.file == file.st_ino && each.device == number_of_device(file.st_dev);
  });
  if (other == ends.end()) {
    const std::string server = server_of(fd);
    return server.empty() ? "nobody accepts connections there"
                          : server + " does not accept connections there";
  }
  const std::string owner = owner_of(other->peer);
  return "another client holds this monitor" + (owner.empty() ? "" : ": " + owner);
}

}  // namespace signalbox::cli
