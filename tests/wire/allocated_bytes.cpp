// SPDX-License-Identifier: Apache-2.0
#include "tests/wire/allocated_bytes.hpp"

#include <malloc.h>

#include <algorithm>
#include <new>

// The linker sends every call in this program here (--wrap), and __real_… to the C library.
extern "C" {
void* __real_malloc(std::size_t size);
void* __real_calloc(std::size_t count, std::size_t size);
void* __real_realloc(void* block, std::size_t size);
void __real_free(void* block);
}

namespace {

std::size_t current = 0;
std::size_t peak = 0;

void* count(void* block) {
  current += malloc_usable_size(block);
  peak = std::max(peak, current);
  return block;
}

}  // namespace

extern "C" {

void* __wrap_malloc(std::size_t size) {
  return count(__real_malloc(size));
}

void* __wrap_calloc(std::size_t number, std::size_t size) {
  return count(__real_calloc(number, size));
}

// Counts both blocks at the peak, as if it always moved.
void* __wrap_realloc(void* block, std::size_t size) {
  const std::size_t before = malloc_usable_size(block);
  void* const moved = count(__real_realloc(block, size));
  current -= before;
  return moved;
}

void __wrap_free(void* block) {
  current -= malloc_usable_size(block);
  __real_free(block);
}
}

void* operator new(std::size_t size) {
  return __wrap_malloc(size);
}
void operator delete(void* block) noexcept {
  __wrap_free(block);
}
void operator delete(void* block, std::size_t) noexcept {
  __wrap_free(block);
}

namespace signalbox {

std::size_t allocated_bytes() {
  return current;
}
std::size_t peak_allocated_bytes() {
  return peak;
}
void reset_peak_allocated_bytes() {
  peak = current;
}

}  // namespace signalbox
