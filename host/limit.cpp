// SPDX-License-Identifier: Apache-2.0
#include "host/limit.hpp"

#include <algorithm>

namespace signalbox {

namespace {

using enum LimitRow::Unit;

constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;
constexpr std::uint64_t kGiB = std::uint64_t{1} << 30;

constexpr std::array<LimitRow, kLimitCount> kRows = {{
    {"total-memory", kGiB * 2, bytes, "bytes of memory for all clients",
     "no client is let in, and the largest session of the account with the most is ended", false},
    {"listener-sessions", 0, count, "sessions of a listener", "others wait in its queue"},
    {"descriptors", 0, count, "descriptors (an account: half of what the others leave)",
     "a client waits in the socket's queue or is closed, and what it sends is closed"},
    {"session-connections", 1024, count, "connections of a session", "the connection is refused"},
    {"account-connections", 16384, count, "connections of the sessions of an account",
     "the connection is refused"},
    {"where-values", 4096, count, "combinations of values in the conditions of a session",
     "the connection is refused"},
    {"session-input", kMiB, bytes, "bytes of unfinished input of a session",
     "more is taken from its account's"},
    {"account-input", kMiB * 256, bytes, "bytes of unfinished input of an account",
     "the socket is not read until there is room"},
    {"observer-message", kMiB, bytes, "bytes of a message of an observer", "it is dropped"},
    {"in-band-requests", 8, count, "requests of a session in band", "it is not read"},
    {"oob-requests", 64, count, "requests of a session out of band", "it is not read"},
    {"command-descriptors", 16, count, "descriptors with a command", "the others are closed"},
    {"session-descriptors", 144, count, "descriptors that a session has sent",
     "what it sends is closed"},
    {"audit-backlog", kMiB * 16, bytes, "bytes of audit lines that wait for the disk",
     "commands that are no queries wait, and their sessions are not read"},
    {"machine-taps", 65536, count, "combinations of signal and arguments of a machine",
     "the connection is refused"},
    {"machine-barriers", 64, count, "commands that wait for sessions of a machine",
     "the command is refused"},
    {"delayed-sessions", 16, count, "delayed sessions of a machine",
     "the command is refused, and a session that comes later is not delayed"},
    {"client-name", 64, bytes, "bytes of a client's name", "client-info is refused"},
    {"client-version", 32, bytes, "bytes of a client's version", "client-info is refused"},
    {"client-contact", 128, bytes, "bytes of a client's contact", "client-info is refused"},
    {"client-interest", 256, count, "events that a client is interested in",
     "client-info is refused"},
    {"new-clients", 64, count, "new clients of a user in the ledger in a day",
     "the others are one client there"},
    {"new-versions", 16, count, "new versions of a client in the ledger in a day",
     "the others are one client there"},
    {"ledger-changes", 1024, count, "changes of an account that wait for the ledger's disk",
     "its next clients wait for room, at most a second"},
    {"machines", 4096, count, "machines", "the machine is refused"},
    {"machine-files", 4096, count, "files of the machine-dir", "the file is refused"},
    {"added-listeners", 256, count, "listeners that listener-add has added",
     "the listener is refused"},
    {"http-connections", 64, count, "connections by HTTP", "the longest idle one is closed"},
    {"http-peer-connections", 8, count, "connections by HTTP of an address",
     "the longest idle one is closed"},
    {"http-request-time", 10, count, "seconds for a request by HTTP", "the connection is closed"},
    {"client-log-lines", 5, count, "lines of the log of a client in a second", "they are left out"},
    {"plugin-log-lines", 20, count, "lines of the log of a plugin in a second",
     "they are left out"},
    {"upstream-memory", kGiB, bytes, "bytes of memory for what servers send",
     "a line that has no room is skipped"},
}};

}  // namespace

std::span<const LimitRow, kLimitCount> limit_rows() {
  return kRows;
}

const LimitRow& row_of(Limit limit) {
  return kRows[static_cast<std::size_t>(limit)];
}

LimitValues::LimitValues() {
  std::transform(kRows.begin(), kRows.end(), values_.begin(),
                 [](const LimitRow& each) { return each.fallback; });
}

}  // namespace signalbox
