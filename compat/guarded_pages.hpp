// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace signalbox {

// Memory that a file backs, so that a process that is killed leaves it behind. Where the file is
// cut short under the process, or its disk fails, a touch of the memory does not end the process
// (SIGBUS): the page that was touched becomes memory of no file, with what the copy holds for it.
// The first one takes over SIGBUS for the process, also for compat/shared_index.hpp. [one thread;
// where it says so any]
class GuardedPages {
 public:
  // Zeroed and of no file. `bytes`: whole pages. Throws std::system_error.
  explicit GuardedPages(std::size_t bytes);
  ~GuardedPages();
  GuardedPages(const GuardedPages&) = delete;
  GuardedPages& operator=(const GuardedPages&) = delete;

  // The address stays whatever backs it.
  std::byte* data() const { return data_; }

  // As large as data(): what the owner would go on with if the file lost it. The owner writes it.
  std::byte* copy() const { return copy_.get(); }

  // Writes what data() holds into a file, which must have room for it at `offset` (whole pages),
  // and has the file back it from now on. 0, or errno: all is as before.
  int back(int file, std::int64_t offset);

  // Of no file from now on; data() keeps what it holds. 0, or errno.
  int detach();

  bool is_backed() const { return is_backed_; }

  // A page was lost since back() was last called.
  bool is_hit() const;

 private:
  const std::size_t bytes_;
  std::byte* data_;
  const std::unique_ptr<std::byte[]> copy_;
  bool is_backed_ = false;
  std::size_t place_;  // in the table that the signal's handler reads
};

}  // namespace signalbox
