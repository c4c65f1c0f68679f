// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <string>

namespace signalbox {

// The file of a listening Unix socket: made, and removed as long as it is still the one that was
// made. Other users who may write to its directory cannot turn what is done to it against another
// file, and no lock of theirs is waited for.
class SocketFile {
 public:
  // Binds `fd`, a fresh Unix stream socket, to a path that a sockaddr_un has room for. A file that
  // nobody answers at any more is replaced. `group` -1: the process's own. `listens`: clients can
  // connect from now on; else the file stays closed to everybody. Throws ListenError, and there is
  // no file then.
  SocketFile(int fd, const std::string& path, mode_t mode, gid_t group, bool listens);

  void remove() const noexcept;

 private:
  std::string path_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
};

}  // namespace signalbox
