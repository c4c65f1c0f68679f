// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <string>

namespace signalbox {

// The file that a Unix stream socket was bound to: all zero, there is none.
struct SocketBinding {
  dev_t device = 0;
  ino_t inode = 0;
};

// The rights and the queue of a socket that is bound.
struct SocketAccess {
  mode_t mode;              // of the file
  gid_t group = gid_t(-1);  // of the file; -1: the process's own
  int backlog;              // of listen(2); negative: it does not listen, its file stays closed
};

// Binds `fd`, a fresh Unix stream socket, to a path that a sockaddr_un has room for. A file that
// nobody answers at any more is replaced; a file that is no socket, or a link, never is. Other
// users who may write to its directory cannot turn what is done to it against another file, and no
// lock of theirs is waited for. Throws std::runtime_error, which says why without the path, and
// there is no new file then. [any thread]
SocketBinding bind_socket(int fd, const std::string& path, const SocketAccess& access);

// Removes the file if it is still the one that bind_socket() made at this path. [any thread]
void remove_socket(const std::string& path, const SocketBinding& binding) noexcept;

}  // namespace signalbox
