// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace signalbox {

// SQLite keeps the index of a ledger's write-ahead log in memory that all processes share: the file
// LEDGER-shm. Where somebody cuts that file short, a touch of the memory is a SIGBUS.

// For the handler of that signal. If `address` is in such memory of this process, it can be touched
// again: the file has its length again, or, where the disk has no room for that, the page is memory
// of no file. It is zero, so that SQLite makes the index anew before its next transaction. False:
// the address is elsewhere. [any thread, also in a signal handler]
bool restore_shared_index(const void* address);

// How often that was done: what a transaction has found in the index meanwhile is worth nothing.
// [any thread]
std::uint64_t shared_index_losses();

// The loss of the index since take_index_loss() was called last.
enum class IndexLoss { none, lengthened, detached };
IndexLoss take_index_loss();  // [any thread]

}  // namespace signalbox
