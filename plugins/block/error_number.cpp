// SPDX-License-Identifier: Apache-2.0
#include "plugins/block/error_number.hpp"

#include <cstring>

namespace {

// The highest value that Linux can return from a system call: MAX_ERRNO of its <linux/err.h>.
constexpr int highest_error = 4095;

}  // namespace

int error_number(const std::string& name) {
  for (int error = 1; error <= highest_error; ++error) {
    const char* candidate = strerrorname_np(error);
    if (candidate != nullptr && name == candidate) return error;
  }
  return 0;
}

std::string error_name(int error) {
  return strerrorname_np(error);
}
