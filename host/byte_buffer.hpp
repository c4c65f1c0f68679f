// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/mman.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string_view>
#include <utility>

namespace signalbox {

// Bytes that are put in at the end. A large buffer is mapped by itself, so that it goes back to the
// system at once and alone: what free() gives back goes together with all that lies beside it,
// hundreds of MiB perhaps, and no thread gets memory meanwhile. [one thread at a time]
class ByteBuffer {
 public:
  // Bytes from which on a buffer is large.
  static constexpr std::size_t kLarge = 64 * 1024;

  ByteBuffer() = default;
  ByteBuffer(ByteBuffer&& other) noexcept
      : bytes_(std::exchange(other.bytes_, nullptr)),
        size_(std::exchange(other.size_, 0)),
        capacity_(std::exchange(other.capacity_, 0)) {}
  ByteBuffer& operator=(ByteBuffer&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
    return *this;
  }
  ~ByteBuffer() { release(bytes_, capacity_); }

  std::string_view view() const { return {bytes_, size_}; }
  std::size_t size() const { return size_; }
  std::size_t capacity() const { return capacity_; }
  bool empty() const { return size_ == 0; }

  void clear() { size_ = 0; }

  // Throws std::bad_alloc, as append() does.
  void reserve(std::size_t capacity) {
    if (capacity <= capacity_) return;
    char* const bytes = allocate(capacity);
    if (size_ > 0) std::memcpy(bytes, bytes_, size_);
    release(std::exchange(bytes_, bytes), std::exchange(capacity_, capacity));
  }

  void append(std::string_view text) {
    if (capacity_ - size_ < text.size()) reserve(std::max(2 * capacity_, size_ + text.size()));
    if (!text.empty()) std::memcpy(bytes_ + size_, text.data(), text.size());
    size_ += text.size();
  }

 private:
  static char* allocate(std::size_t size) {
    void* const place = size < kLarge ? std::malloc(size)
                                      : ::mmap(nullptr, size, PROT_READ | PROT_WRITE,
                                               MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (place == nullptr || place == MAP_FAILED) throw std::bad_alloc();
    return static_cast<char*>(place);
  }

  static void release(char* bytes, std::size_t size) {
    if (size < kLarge) {
      std::free(bytes);
    } else {
      ::munmap(bytes, size);
    }
  }

  char* bytes_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace signalbox
