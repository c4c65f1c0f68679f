// SPDX-License-Identifier: Apache-2.0
#include "host/socket_file.hpp"

#include <stdexcept>

#include "host/listen_socket.hpp"
#include "wire/socket_binding.hpp"

namespace signalbox {
namespace {

constexpr int kBacklog = 128;  // clients that connect in one turn of the loop

}  // namespace

SocketFile::SocketFile(int fd, const std::string& path, mode_t mode, gid_t group, bool listens)
    : path_(path) {
  try {
    const SocketBinding bound = bind_socket(fd, path, {mode, group, listens ? kBacklog : -1});
    device_ = bound.device;
    inode_ = bound.inode;
  } catch (const std::runtime_error& error) {
    throw ListenError("cannot listen on unix:" + path + ": " + error.what());
  }
}

void SocketFile::remove() const noexcept {
  remove_socket(path_, {device_, inode_});
}

}  // namespace signalbox
