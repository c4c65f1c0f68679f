// SPDX-License-Identifier: Apache-2.0
#include "compat/tally.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
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

}  // namespace

std::filesystem::path tally_path(const std::filesystem::path& ledger) {
  return ledger.string() + "-tally";
}

Tally::Tally(const std::filesystem::path& ledger) : path_(tally_path(ledger)) {
  file_ = FileDescriptor(open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file_) {
    throw LedgerError(LedgerError::Kind::unusable,
                      "Cannot open '" + path_.string() + "': " + std::strerror(errno));
  }
  claim();
}

Tally::~Tally() {
  unmap();
}

// The kernel drops the lock with the last descriptor, also of a killed host.
void Tally::claim() {
  if (flock(file_.number(), LOCK_EX | LOCK_NB) == 0) return;
  const int reason = errno;
  if (reason != EWOULDBLOCK) {
    throw LedgerError(LedgerError::Kind::unusable,
                      "Cannot lock '" + path_.string() + "': " + std::strerror(reason));
  }
  TallyHeader header{};
  std::string who = "another host";
  if (pread(file_.number(), &header, sizeof header, 0) == sizeof header && header.pid > 0 &&
      std::memcmp(header.magic, kTallyMagic, sizeof kTallyMagic) == 0) {
    who += ", process " + std::to_string(header.pid);
  }
  std::string ledger = path_.string();
  ledger.resize(ledger.size() - std::strlen("-tally"));
  throw LedgerError(LedgerError::Kind::in_use, "Ledger '" + ledger + "' is in use by " + who);
}

void Tally::unmap() {
  for (const Block& block : blocks_) {
    if (block.mapped) {
      munmap(block.slots, kBlockBytes);
    } else {
      delete[] block.slots;
    }
  }
  blocks_.clear();
  free_.clear();
  if (header_ != nullptr) munmap(header_, kTallyHeaderBytes);
  header_ = nullptr;
}

void Tally::begin(std::uint64_t run, std::string_view ledger_uuid) {
  unmap();
  refusal_ = 0;
  if (ftruncate(file_.number(), 0) != 0) refusal_ = errno;
  if (!grow_file(kTallyHeaderBytes)) return;

  void* const page =
      mmap(nullptr, kTallyHeaderBytes, PROT_READ | PROT_WRITE, MAP_SHARED, file_.number(), 0);
  if (page == MAP_FAILED) {
    refusal_ = errno;
    return;
  }
  header_ = static_cast<TallyHeader*>(page);
  header_->version = kTallyVersion;
  header_->slot_bytes = sizeof(TallySlot);
  header_->pid = getpid();
  header_->run = run;
  set_text(header_->ledger, ledger_uuid);
  std::memcpy(header_->magic, kTallyMagic, sizeof kTallyMagic);
}

void Tally::set_admin(std::string_view socket) {
  if (header_ != nullptr) set_text(header_->admin, socket);
}

// Blocks are really allocated, so that no later add can meet a full disk (SIGBUS).
bool Tally::grow_file(std::size_t bytes) {
  if (refusal_ == 0) {
    refusal_ = posix_fallocate(file_.number(), 0, static_cast<off_t>(bytes));
  }
  return refusal_ == 0;
}

void Tally::add_block() {
  const std::size_t offset = kTallyHeaderBytes + blocks_.size() * kBlockBytes;
  Block block{nullptr, false, std::make_unique<Given[]>(kSlotsPerBlock)};
  if (header_ != nullptr && grow_file(offset + kBlockBytes)) {
    void* const pages = mmap(nullptr, kBlockBytes, PROT_READ | PROT_WRITE, MAP_SHARED,
                             file_.number(), static_cast<off_t>(offset));
    if (pages == MAP_FAILED) {
      refusal_ = errno;
    } else {
      block.slots = static_cast<TallySlot*>(pages);
      block.mapped = true;
    }
  }
  if (block.slots == nullptr) block.slots = new TallySlot[kSlotsPerBlock];
  for (std::size_t i = kSlotsPerBlock; i > 0; --i) free_.push_back(&block.slots[i - 1]);
  blocks_.push_back(std::move(block));
}

TallySlot& Tally::take(SlotKind kind, const SlotOwner& owner) {
  if (free_.empty()) add_block();
  TallySlot& slot = *free_.back();
  free_.pop_back();
  slot.account = Account{};
  slot.emissions = EmissionCounts{};
  slot.owner = owner;
  set_kind(slot, kind);
  return slot;
}

void Tally::give_back(TallySlot& slot) {
  set_kind(slot, SlotKind::free);
  free_.push_back(&slot);
}

std::vector<TallySlot> Tally::changed() {
  std::vector<TallySlot> slots;
  for (const Block& block : blocks_) {
    for (std::size_t i = 0; i < kSlotsPerBlock; ++i) {
      const TallySlot& slot = block.slots[i];
      Given& given = block.given[i];
      if (slot.kind == SlotKind::free) continue;
      if (slot.owner.id != given.id) given = {slot.owner.id, {}, {}};
      // What is due to a condition grows without a touch of its slot.
      const bool grows = slot.kind == SlotKind::account && slot.condition.connections > 0;
      if (!grows && has_counts(slot, given.account, given.emissions)) continue;
      given.account = slot.account;
      given.emissions = slot.emissions;
      slots.push_back(slot);
    }
  }
  return slots;
}

void Tally::beat(std::int64_t now) {
  if (header_ != nullptr) header_->heartbeat = now;
}

}  // namespace signalbox
