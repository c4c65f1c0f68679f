// SPDX-License-Identifier: Apache-2.0
#include "plugins/qemu/descriptors.hpp"

#include <fcntl.h>
#include <unistd.h>

bool Descriptors::duplicate(const int* numbers, std::size_t count) {
  close();
  for (std::size_t i = 0; i < count; ++i) {
    const int copy = ::fcntl(numbers[i], F_DUPFD_CLOEXEC, 0);
    if (copy < 0) return false;
    numbers_.push_back(copy);
  }
  return true;
}

void Descriptors::close() {
  for (const int each : numbers_) ::close(each);
  numbers_.clear();
}
