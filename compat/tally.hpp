// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

#include "compat/file_descriptor.hpp"
#include "compat/tally_format.hpp"

namespace signalbox {

// Where a ledger's tally lies.
std::filesystem::path tally_path(const std::filesystem::path& ledger);

// The counters of one host, in memory that survives its death, and its claim to be the only host
// that writes to the ledger. Counting is a plain add into a slot. Where the file cannot grow, slots
// are in memory alone and the tally is not durable. [one thread, the loop's]
class Tally {
 public:
  // Claims the ledger `ledger`. Throws LedgerError: in_use, naming the other host's process.
  explicit Tally(const std::filesystem::path& ledger);
  ~Tally();
  Tally(const Tally&) = delete;
  Tally& operator=(const Tally&) = delete;

  // Forgets what a former host left, which must have been folded in, and starts counting.
  void begin(std::uint64_t run, std::string_view ledger_uuid);

  // Where the host is administered, for who finds the ledger in use.
  void set_admin(std::string_view socket);

  // A zeroed slot. Its address stays until give_back().
  TallySlot& take(SlotKind kind, const SlotOwner& owner);

  // The slot's last counts must have been folded in.
  void give_back(TallySlot& slot);

  // Copies of the slots in use whose counts differ from what the last call gave.
  std::vector<TallySlot> changed();

  // The host was alive at `now`; what is found after its death is counted for then.
  void beat(std::int64_t now);

  // False from when the system first refused to make the file longer. The reason is errno's.
  bool is_durable() const { return refusal_ == 0; }
  int refusal() const { return refusal_; }

  const std::filesystem::path& path() const { return path_; }

 private:
  // What a slot's counts were when changed() last gave them.
  struct Given {
    std::uint64_t id = 0;
    Account account;
    EmissionCounts emissions;
  };

  struct Block {
    TallySlot* slots;
    bool mapped;  // else from the heap
    std::unique_ptr<Given[]> given;
  };

  void claim();
  bool grow_file(std::size_t bytes);
  void add_block();
  void unmap();

  const std::filesystem::path path_;
  FileDescriptor file_;
  TallyHeader* header_ = nullptr;  // null: not durable
  std::vector<Block> blocks_;
  std::vector<TallySlot*> free_;
  int refusal_ = 0;
};

}  // namespace signalbox
