// SPDX-License-Identifier: Apache-2.0
#include "cli/footprint.hpp"

#include <malloc.h>

#include <filesystem>
#include <iterator>

namespace signalbox::cli {

namespace {

constexpr std::size_t smallest_block = 24;  // of glibc's malloc()

std::size_t entries_of(const char* directory) {
  const std::filesystem::directory_iterator first(directory);
  return static_cast<std::size_t>(std::distance(begin(first), end(first)));
}

}  // namespace

Footprint Footprint::now() {
  const struct mallinfo2 heap = mallinfo2();
  return {.bytes = heap.uordblks + heap.hblkhd,
          .descriptors = entries_of("/proc/self/fd"),
          .threads = entries_of("/proc/self/task")};
}

std::string Footprint::more_than(const Footprint& before, std::size_t count) const {
  std::string text;
  const auto add = [&](std::size_t now, std::size_t then, std::size_t least, const char* noun) {
    if (now < then + least * count) return;
    text += (text.empty() ? "" : ", ") + std::to_string((now - then) / count) + noun;
  };
  add(bytes, before.bytes, smallest_block, " bytes");
  add(descriptors, before.descriptors, 1, " descriptors");
  add(threads, before.threads, 1, " threads");
  return text;
}

}  // namespace signalbox::cli
