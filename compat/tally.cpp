// SPDX-License-Identifier: Apache-2.0
#include "compat/tally.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <string>
#include <type_traits>
#include <utility>

#include "compat/ledger_error.hpp"

namespace signalbox {
namespace {

constexpr std::size_t kBlockBytes = kSlotsPerBlock * sizeof(TallySlot);

// Another process may see the stores at any moment, so they happen in the order written. A kill
// does not undo what the processor has done: no fence beyond the compiler's is needed for it, but
// readers on other processors get one.
void set_kind(TallySlot& slot, SlotKind kind) {
  std::atomic_thread_fence(std::memory_order_seq_cst);
  std::atomic_ref(slot.kind).store(kind, std::memory_order_seq_cst);
}

bool has_counts(const TallySlot& slot, const Account& account, const EmissionCounts& emissions) {
  static_assert(std::has_unique_object_representations_v<Account>);
  static_assert(std::has_unique_object_representations_v<EmissionCounts>);
  return std::memcmp(&slot.account, &account, sizeof account) == 0 &&
         std::memcmp(&slot.emissions, &emissions, sizeof emissions) == 0;
}

constexpr mode_t kForOwner = 0600;

std::string reason_of(int error) {
  return ": " + std::string(std::strerror(error));
}

// For who finds the ledger in use; empty: the tally does not say.
std::string owner_of(const std::filesystem::path& tally) {
  const FileDescriptor file(::open(tally.c_str(), O_RDONLY | O_CLOEXEC));
  TallyHeader header{};
  const bool is_tally = file && pread(file.number(), &header, sizeof header, 0) == sizeof header &&
                        std::memcmp(header.magic, kTallyMagic, sizeof kTallyMagic) == 0;
  return is_tally && header.pid > 0 ? ", process " + std::to_string(header.pid) : std::string();
}

// Opens a file, which is made if it is not there, and locks it. Both files of a ledger are: the
// ledger's lock stays when somebody removes the tally, and older hosts look at the tally's alone.
// The kernel drops a lock with the last descriptor, also of a killed host.
FileDescriptor claim(const std::filesystem::path& file, const std::filesystem::path& ledger,
                     const std::filesystem::path& tally) {
  const bool is_ledger = file == ledger;
  const int flags = O_RDWR | O_CREAT | O_CLOEXEC | (is_ledger ? 0 : O_NOFOLLOW);
  FileDescriptor opened(::open(file.c_str(), flags, kForOwner));
  if (!opened) {
    throw LedgerError(LedgerError::Kind::unusable,
                      std::string(is_ledger ? "Cannot open ledger '" : "Cannot open '") +
                          file.string() + "'" + reason_of(errno));
  }
  if (::flock(opened.number(), LOCK_EX | LOCK_NB) == 0) return opened;
  if (errno != EWOULDBLOCK) {
    throw LedgerError(LedgerError::Kind::unusable,
                      "Cannot lock '" + file.string() + "'" + reason_of(errno));
  }
  throw LedgerError(LedgerError::Kind::in_use,
                    "Ledger '" + ledger.string() + "' is in use by another host" + owner_of(tally));
}

// Returns whether one may be what the other has become: some counts only grow.
bool is_later(const TallySlot& slot, const TallySlot& before) {
  if (slot.kind != before.kind || slot.owner.id != before.owner.id) return false;
  return slot.kind == SlotKind::emission ? slot.emissions.emissions >= before.emissions.emissions
                                         : slot.account.due >= before.account.due;
}

// Returns whether a slot is what the host has made of it, by what it has last seen there: the owner
// changes in both, and some counts only grow.
bool is_own(const TallySlot& slot, const TallySlot& seen) {
  if (slot.kind == SlotKind::free) return seen.kind == SlotKind::free;
  return is_later(slot, seen);
}

}  // namespace

std::filesystem::path tally_path(const std::filesystem::path& ledger) {
  return ledger.string() + "-tally";
}

Tally::Tally(const std::filesystem::path& ledger)
    : path_(tally_path(ledger)), ledger_(claim(ledger, ledger, path_)) {
  file_ = claim(path_, ledger, path_);
}

Tally::~Tally() = default;

void Tally::change_header(const std::function<void(TallyHeader&)>& change) {
  change(header());
  change(*reinterpret_cast<TallyHeader*>(header_.copy()));
}

void Tally::begin(std::uint64_t run, std::string_view ledger_uuid) {
  give_up_file();
  is_overwritten_ = false;
  blocks_.clear();
  places_.clear();
  free_.clear();
  refusal_ = 0;
  change_header([&](TallyHeader& header) {
    header = TallyHeader{};
    header.version = kTallyVersion;
    header.slot_bytes = sizeof(TallySlot);
    header.pid = getpid();
    header.run = run;
    set_text(header.ledger, ledger_uuid);
    std::memcpy(header.magic, kTallyMagic, sizeof kTallyMagic);
  });
  refusal_ = ftruncate(file_.number(), 0) == 0 ? back_all() : errno;
}

void Tally::set_admin(std::string_view socket) {
  change_header([socket](TallyHeader& header) { set_text(header.admin, socket); });
}

void Tally::beat(std::int64_t now) {
  change_header([now](TallyHeader& header) { header.heartbeat = now; });
}

// --- slots
// --------------------------------------------------------------------------------------

void Tally::add_block() {
  Block& block = blocks_.emplace_back();
  places_[block.slots()] = blocks_.size() - 1;
  for (std::size_t i = kSlotsPerBlock; i > 0; --i) free_.push_back(&block.slots()[i - 1]);
  if (header_.is_backed() && refusal_ == 0) refusal_ = back_all();
}

TallySlot& Tally::seen(const TallySlot& slot) const {
  const auto& [first, place] = *std::prev(places_.upper_bound(&slot));
  return blocks_[place].seen()[&slot - first];
}

TallySlot& Tally::take(SlotKind kind, const SlotOwner& owner) {
  if (free_.empty()) add_block();
  TallySlot& slot = *free_.back();
  free_.pop_back();
  slot.account = Account{};
  slot.emissions = EmissionCounts{};
  slot.owner = owner;
  set_kind(slot, kind);
  seen(slot) = slot;
  return slot;
}

void Tally::give_back(TallySlot& slot) {
  set_kind(slot, SlotKind::free);
  seen(slot).kind = SlotKind::free;
  free_.push_back(&slot);
}

TallySlot Tally::give(const TallySlot& slot) {
  TallySlot& known = seen(slot);
  if (is_later(slot, known)) known = slot;
  return known;
}

std::vector<TallySlot> Tally::changed() {
  const bool gives_all = std::exchange(gives_all_, false);
  std::vector<TallySlot> slots;
  for (const Block& block : blocks_) {
    for (std::size_t i = 0; i < kSlotsPerBlock; ++i) {
      const TallySlot& slot = block.slots()[i];
      TallySlot& seen = block.seen()[i];
      if (!is_own(slot, seen)) {
        is_overwritten_ = true;
        continue;
      }
      if (slot.kind == SlotKind::free) continue;
      // What is due to a condition grows without a touch of its slot.
      const bool grows = slot.kind == SlotKind::account && slot.condition.connections > 0;
      if (!gives_all && !grows && has_counts(slot, seen.account, seen.emissions)) continue;
      seen.account = slot.account;
      seen.emissions = slot.emissions;
      slots.push_back(slot);
    }
  }
  return slots;
}

void Tally::give_all_again() {
  gives_all_ = true;
}

// --- the file
// --------------------------------------------------------------------------------------

// The file has what was put into it: nobody has shortened it or written to it.
bool Tally::is_whole() const {
  if (is_overwritten_) return false;
  if (!header_.is_backed()) return true;
  struct stat status {};
  const auto backed = std::count_if(blocks_.begin(), blocks_.end(),
                                    [](const Block& each) { return each.pages().is_backed(); });
  const bool is_long = ::fstat(file_.number(), &status) == 0 &&
                       static_cast<std::size_t>(status.st_size) >=
                           kTallyHeaderBytes + static_cast<std::size_t>(backed) * kBlockBytes;
  if (!is_long || std::memcmp(header_.data(), header_.copy(), sizeof(TallyHeader)) != 0) {
    return false;
  }
  return std::none_of(blocks_.begin(), blocks_.end(),
                      [](const Block& each) { return each.pages().is_hit(); });
}

// The next host, which looks for the tally by its path, finds this file.
bool Tally::is_of_path() const {
  struct stat mine {};
  struct stat there {};
  return ::fstat(file_.number(), &mine) == 0 && ::stat(path_.c_str(), &there) == 0 &&
         mine.st_ino == there.st_ino && mine.st_dev == there.st_dev;
}

Tally::Look Tally::look() {
  const bool has_begun = reinterpret_cast<const TallyHeader*>(header_.copy())->run != 0;
  if (!has_begun) return Look::fine;
  const bool whole = is_whole();
  if (whole && is_of_path()) {
    if (refusal_ != 0) refusal_ = back_all();
    return Look::fine;
  }
  const bool was_there = header_.is_backed();
  give_up_file();
  if (!whole) restore();
  refusal_ = new_file();
  if (refusal_ == 0) refusal_ = back_all();
  if (!was_there) return Look::fine;
  return whole ? Look::moved : Look::overwritten;
}

// All of one moment, so that what was due at signals is what was due at connections.
void Tally::restore() {
  is_overwritten_ = false;
  std::memcpy(header_.data(), header_.copy(), kTallyHeaderBytes);
  for (const Block& each : blocks_) {
    std::memcpy(each.pages().data(), each.pages().copy(), kBlockBytes);
  }
}

void Tally::give_up_file() {
  header_.detach();
  for (const Block& each : blocks_) each.pages().detach();
}

// An empty one at the path. 0, or errno.
int Tally::new_file() {
  if (!is_of_path()) {
    FileDescriptor made(
        ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kForOwner));
    if (!made || ::flock(made.number(), LOCK_EX | LOCK_NB) != 0) return errno;
    file_ = std::move(made);
  }
  return ::ftruncate(file_.number(), 0) == 0 ? 0 : errno;
}

// Has the file back what is in memory alone; the header, by which it is known as a tally, last.
// Blocks are really allocated, so that no later add can meet a full disk. 0, or errno.
int Tally::back_all() {
  const std::size_t bytes = kTallyHeaderBytes + blocks_.size() * kBlockBytes;
  int failed = ::posix_fallocate(file_.number(), 0, static_cast<off_t>(bytes));
  for (std::size_t i = 0; i < blocks_.size() && failed == 0; ++i) {
    GuardedPages& pages = blocks_[i].pages();
    const std::size_t offset = kTallyHeaderBytes + i * kBlockBytes;
    if (!pages.is_backed()) failed = pages.back(file_.number(), static_cast<std::int64_t>(offset));
  }
  if (failed == 0 && !header_.is_backed()) failed = header_.back(file_.number(), 0);
  return failed;
}

}  // namespace signalbox
