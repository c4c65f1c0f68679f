// SPDX-License-Identifier: Apache-2.0
#include "host/user_namespace.hpp"

#include <cstdint>
#include <fstream>

namespace signalbox {

namespace {

uid_t overflow_uid() {
  std::ifstream file("/proc/sys/kernel/overflowuid");
  uid_t uid = 65534;  // the kernel's default
  file >> uid;
  return uid;
}

// True in the first user namespace of a computer.
bool maps_all_uids() {
  std::ifstream file("/proc/self/uid_map");
  std::uint64_t inside = 0;
  std::uint64_t outside = 0;
  std::uint64_t count = 0;
  file >> inside >> outside >> count;
  return inside == 0 && outside == 0 && count == UINT32_MAX;
}

}  // namespace

bool is_unmapped(uid_t uid) {
  static const bool is_possible = !maps_all_uids();
  static const uid_t overflow = overflow_uid();
  return is_possible && uid == overflow;
}

}  // namespace signalbox
