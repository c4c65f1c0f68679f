// SPDX-License-Identifier: Apache-2.0
#include "host/descriptors.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

namespace signalbox {

namespace {

// What one message can carry (Linux: SCM_MAX_FD).
constexpr std::size_t kMaxDescriptors = 253;

// Where a message goes, and how many descriptors there is room for. The kernel closes more, and
// says so by MSG_CTRUNC.
struct Room {
  char* bytes;
  std::size_t size;
  std::size_t descriptors;
};

ssize_t receive_message(int fd, const Room& room, int flags, Descriptors& came) {
  alignas(cmsghdr) char control[CMSG_SPACE(kMaxDescriptors * sizeof(int))];
  iovec piece{room.bytes, room.size};
  msghdr message{};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = CMSG_LEN(std::min(room.descriptors, kMaxDescriptors) * sizeof(int));
  const ssize_t length = ::recvmsg(fd, &message, flags | MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  if (length < 0) return length;
  for (cmsghdr* each = CMSG_FIRSTHDR(&message); each != nullptr;
       each = CMSG_NXTHDR(&message, each)) {
    if (each->cmsg_level != SOL_SOCKET || each->cmsg_type != SCM_RIGHTS) continue;
    std::vector<int> numbers((each->cmsg_len - CMSG_LEN(0)) / sizeof(int));
    std::memcpy(numbers.data(), CMSG_DATA(each), numbers.size() * sizeof(int));
    came = Descriptors(std::move(numbers));
  }
  if ((message.msg_flags & MSG_CTRUNC) != 0) came.cut();
  return length;
}

}  // namespace

Descriptors::~Descriptors() {
  for (const int each : numbers_) ::close(each);
}

// A read ends behind what came with descriptors but may begin before it, and a peek tells of those
// that are still to come: only byte by byte is it seen which byte brought them.
ssize_t receive(int fd, std::span<char> buffer, std::size_t most, Descriptors& descriptors) {
  Descriptors seen;  // duplicates, closed again
  const ssize_t there = receive_message(fd, {buffer.data(), buffer.size(), 1}, MSG_PEEK, seen);
  if (there <= 0) return there;
  if (seen.empty()) return ::recv(fd, buffer.data(), static_cast<std::size_t>(there), MSG_DONTWAIT);
  ssize_t length = 0;
  while (length < there && descriptors.empty()) {
    const ssize_t one = receive_message(fd, {buffer.data() + length, 1, most}, 0, descriptors);
    if (one <= 0) return length > 0 ? length : one;
    ++length;
  }
  return length;
}

}  // namespace signalbox
