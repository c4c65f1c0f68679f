// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string_view>
#include <vector>

#include "compat/file_descriptor.hpp"
#include "compat/guarded_pages.hpp"
#include "compat/tally_format.hpp"

namespace signalbox {

// Where a ledger's tally lies.
std::filesystem::path tally_path(const std::filesystem::path& ledger);

// The counters of one host, in memory that survives its death, and its claim to be the only host
// that writes to the ledger. Counting is a plain add into a slot. Where the file cannot grow, slots
// are in memory alone and the tally is not durable. A file that somebody shortens, overwrites or
// removes costs what was counted since the last changed(), and is made anew. [one thread, the
// loop's]
class Tally {
 public:
  // Claims the ledger `ledger`, which is made, empty, if it is not there. Throws LedgerError:
  // in_use, naming the other host's process.
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

  // The slots of the last changed() have not arrived: the next call gives all slots with counts.
  void give_all_again();

  // Looks whether the file is still what it was, and makes it anew if it is not, or if it could not
  // grow before. Comes before the slots are read for the ledger.
  enum class Look { fine, moved, overwritten };  // overwritten: the slots are as changed() saw them
  Look look();

  // The slot as it is, for the ledger; as it was last seen if somebody has written to the file.
  // Counts that were given are never restored to less.
  TallySlot give(const TallySlot& slot);

  // A slot's condition has changed.
  void note(const TallySlot& slot) { seen(slot).condition = slot.condition; }

  // The host was alive at `now`; what is found after its death is counted for then.
  void beat(std::int64_t now);

  // False while a part of it is in memory alone. The reason is errno's.
  bool is_durable() const { return refusal_ == 0; }
  int refusal() const { return refusal_; }

  const std::filesystem::path& path() const { return path_; }

 private:
  // Slots, and beside them what they were when changed() last saw them.
  class Block {
   public:
    Block() : pages_(std::make_unique<GuardedPages>(kSlotsPerBlock * sizeof(TallySlot))) {}
    GuardedPages& pages() const { return *pages_; }
    TallySlot* slots() const { return reinterpret_cast<TallySlot*>(pages_->data()); }
    TallySlot* seen() const { return reinterpret_cast<TallySlot*>(pages_->copy()); }

   private:
    std::unique_ptr<GuardedPages> pages_;
  };

  TallyHeader& header() { return *reinterpret_cast<TallyHeader*>(header_.data()); }
  void change_header(const std::function<void(TallyHeader&)>& change);
  TallySlot& seen(const TallySlot& slot) const;
  bool is_whole() const;
  bool is_of_path() const;
  void restore();
  void give_up_file();
  int new_file();
  int back_all();
  void add_block();

  const std::filesystem::path path_;
  FileDescriptor ledger_;  // locked
  FileDescriptor file_;    // locked
  GuardedPages header_{kTallyHeaderBytes};
  std::vector<Block> blocks_;
  std::map<const TallySlot*, std::size_t> places_;  // in blocks_, by the first slot
  std::vector<TallySlot*> free_;
  int refusal_ = 0;
  bool gives_all_ = false;       // the next changed()
  bool is_overwritten_ = false;  // slots, by what the last changed() found; see look()
};

}  // namespace signalbox
