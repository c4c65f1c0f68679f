// SPDX-License-Identifier: Apache-2.0
#include "plugins/qemu/outgoing.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

namespace {

// Written at a time: a server that reads fast does not hold up the others.
constexpr std::size_t kMostAtATime = 1024 * 1024;

ssize_t send_with(int fd, const char* bytes, std::size_t size,
                  const std::vector<int>& descriptors) {
  const std::size_t length = descriptors.size() * sizeof(int);
  std::vector<char> control(CMSG_SPACE(length));
  iovec piece{const_cast<char*>(bytes), size};
  msghdr message{};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  cmsghdr* const header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(length);
  std::memcpy(CMSG_DATA(header), descriptors.data(), length);
  return ::sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

}  // namespace

void Outgoing::add(std::uint64_t number, std::string text, Descriptors descriptors) {
  pieces_.push_back({number, std::move(text), std::move(descriptors)});
}

bool Outgoing::take_back(std::uint64_t number) {
  return std::erase_if(pieces_, [number](const Piece& each) {
           return each.number == number && each.written == 0;
         }) > 0;
}

Outgoing::Written Outgoing::write(int fd) {
  for (std::size_t written = 0; !pieces_.empty();) {
    if (written >= kMostAtATime) return Written::some;
    Piece& first = pieces_.front();
    const char* const bytes = first.text.data() + first.written;
    const std::size_t size = std::min(first.text.size() - first.written, kMostAtATime);
    const ssize_t sent = first.descriptors.empty()
                             ? ::send(fd, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT)
                             : send_with(fd, bytes, size, first.descriptors.numbers());
    if (sent < 0) {
      if (errno == EINTR) continue;
      return errno == EAGAIN || errno == EWOULDBLOCK ? Written::some : Written::failed;
    }
    first.descriptors.close();
    first.written += static_cast<std::size_t>(sent);
    written += static_cast<std::size_t>(sent);
    if (first.written == first.text.size()) pieces_.pop_front();
  }
  return Written::all;
}
