// SPDX-License-Identifier: Apache-2.0
#include "compat/tally_contents.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <map>
#include <span>
#include <string_view>
#include <utility>

#include "compat/file_descriptor.hpp"
#include "compat/ledger_error.hpp"

namespace signalbox {
namespace {

LedgerError unreadable(const std::filesystem::path& tally) {
  return {LedgerError::Kind::unusable,
          "Cannot read '" + tally.string() + "': " + std::strerror(errno)};
}

// Returns how much of `bytes` the file had.
std::size_t read_at(int fd, std::span<char> bytes, std::size_t offset,
                    const std::filesystem::path& tally) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got =
        pread(fd, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw unreadable(tally);
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

std::vector<TallySlot> slots_of(int fd, const std::filesystem::path& tally) {
  struct stat status {};
  if (fstat(fd, &status) != 0) throw unreadable(tally);
  const auto size = static_cast<std::size_t>(status.st_size);
  std::vector<TallySlot> slots;
  if (size > kTallyHeaderBytes) slots.resize((size - kTallyHeaderBytes) / sizeof(TallySlot));
  const std::span<char> bytes(reinterpret_cast<char*>(slots.data()),
                              slots.size() * sizeof(TallySlot));
  slots.resize(read_at(fd, bytes, kTallyHeaderBytes, tally) / sizeof(TallySlot));
  return slots;
}

// Of one machine, by the text of the event.
using EmissionKey = std::pair<std::uint64_t, std::string_view>;

void settle_conditions(std::vector<TallySlot>& slots) {
  std::map<EmissionKey, std::uint64_t> emissions;
  for (const TallySlot& each : slots) {
    if (each.kind != SlotKind::emission) continue;
    emissions[{each.owner.machine, text_of(each.owner.event)}] = each.emissions.emissions;
  }
  for (TallySlot& each : slots) {
    if (each.kind != SlotKind::account || each.condition.connections == 0) continue;
    const auto found = emissions.find({each.owner.machine, text_of(each.owner.event)});
    if (found != emissions.end()) settle(each, found->second);
  }
}

}  // namespace

TallyContents read_tally(const std::filesystem::path& tally) {
  const FileDescriptor file(open(tally.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) {
    if (errno == ENOENT) return {};
    throw unreadable(tally);
  }
  TallyHeader header{};
  const std::span<char> bytes(reinterpret_cast<char*>(&header), sizeof header);
  if (read_at(file.number(), bytes, 0, tally) < sizeof header) return {};
  // A host may have died, or be, between making the file longer and naming it.
  const TallyHeader unnamed{};
  if (std::memcmp(header.magic, unnamed.magic, sizeof header.magic) == 0) return {};
  if (std::memcmp(header.magic, kTallyMagic, sizeof kTallyMagic) != 0) {
    throw LedgerError(LedgerError::Kind::not_a_ledger, "'" + tally.string() + "' is not a tally");
  }
  if (header.version != kTallyVersion || header.slot_bytes != sizeof(TallySlot)) {
    throw LedgerError(LedgerError::Kind::newer,
                      "Tally '" + tally.string() + "' is of another version than this program");
  }

  // An id is never used twice: a slot that had the same one before and after its counts were read
  // belonged to it all the while. What was given back in between has been folded in.
  const std::vector<TallySlot> before = slots_of(file.number(), tally);
  std::vector<TallySlot> slots = slots_of(file.number(), tally);
  const std::vector<TallySlot> after = slots_of(file.number(), tally);
  TallyContents contents{header.run,
                         std::string(text_of(header.ledger)),
                         header.heartbeat,
                         std::string(text_of(header.admin)),
                         {}};
  for (std::size_t i = 0; i < before.size() && i < slots.size() && i < after.size(); ++i) {
    const bool steady = before[i].kind != SlotKind::free && before[i].kind == after[i].kind &&
                        before[i].owner.id == after[i].owner.id;
    if (!steady) continue;
    slots[i].kind = before[i].kind;
    slots[i].owner = before[i].owner;
    contents.slots.push_back(slots[i]);
  }
  settle_conditions(contents.slots);
  return contents;
}

}  // namespace signalbox
