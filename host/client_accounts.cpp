// SPDX-License-Identifier: Apache-2.0
#include "host/client_accounts.hpp"

#include <netdb.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <utility>

#include "host/config.hpp"
#include "host/descriptor_table.hpp"
#include "host/limits.hpp"
#include "wire/json_reader.h"

namespace signalbox {

namespace {

// Sessions that each account may have whatever the others have, so that an account that comes late
// gets in as long as there is any room.
constexpr std::size_t kGrantedSessions = 64;

// The part of `total` that the other accounts leave, for an account with `own` of the `used` bytes
// or descriptors.
std::size_t left_of(std::size_t total, std::size_t used, std::size_t own) {
  const std::size_t others = used - own;
  return total > others ? total - others : 0;
}

// "uid 1000", or "peer 192.0.2.7" of a network socket.
std::string name_of(int fd) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  auto* const peer = reinterpret_cast<sockaddr*>(&address);
  if (::getpeername(fd, peer, &length) != 0 || address.ss_family == AF_UNIX) {
    ucred who{};
    length = sizeof who;
    if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &length) != 0) return "uid unknown";
    return "uid " + std::to_string(who.uid);
  }
  std::array<char, NI_MAXHOST> text{};
  if (::getnameinfo(peer, length, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) != 0) {
    return "peer unknown";
  }
  return std::string("peer ") + text.data();
}

// Returns whether only the owner of the socket can connect. Its clients may wait in the socket's
// queue then: they keep no other user out.
bool is_private(const ListenerConfig& listener) {
  return listener.address.starts_with("unix:") && (listener.mode & 0077) == 0;
}

std::string key_of(const std::string& listener, const std::string& name) {
  return listener + ' ' + name;
}

// The account, for the log.
std::string described(const ClientAccount& account) {
  return account.name + " at " + account.listener;
}

// Messages above session-input that one account may have at a time: each may grow to QEMU's limit.
std::size_t most_large_inputs(const Limits& limits) {
  return std::max<std::size_t>(limits[Limit::account_input] / WIRE_JSON_MAX_TOKEN_BYTES, 1);
}

}  // namespace

ClientAccounts::ClientAccounts(Limits& limits, std::size_t total_output)
    : limits_(limits), total_output_(total_output) {}

std::optional<Limit> ClientAccounts::refusal_at(const ListenerConfig& listener) const {
  if (listener.management) return std::nullopt;
  if (is_short_of_memory()) return Limit::total_memory;
  const std::size_t most = limits_[Limit::descriptors];
  if (!has_free_descriptor_below(most)) return Limit::descriptors;
  const auto found = sessions_.find(listener.address);
  const std::size_t sessions = found == sessions_.end() ? 0 : found->second;
  if (sessions >= limits_[Limit::listener_sessions]) return Limit::listener_sessions;
  const bool is_within = !is_private(listener) || is_share(sessions + 1, sessions);
  return is_within ? std::nullopt : std::optional(Limit::descriptors);
}

std::shared_ptr<ClientAccount> ClientAccounts::admit(const ListenerConfig& listener, bool is_admin,
                                                     int fd) {
  const std::string name = name_of(fd);
  std::shared_ptr<ClientAccount> account;
  const auto id = ids_.find(key_of(listener.address, name));
  if (id != ids_.end()) {
    account = accounts_.at(id->second);
  } else {
    const bool is_exempt = is_admin || listener.management;
    account = std::make_shared<ClientAccount>(++last_id_, listener.address, name, is_exempt);
  }
  if (!may_keep(*account, 1)) {
    limits_.reached(Limit::descriptors, described(*account) + ": a client is closed");
    return nullptr;
  }
  if (account->sessions++ == 0) {
    accounts_.emplace(account->id, account);
    ids_.emplace(key_of(listener.address, name), account->id);
  }
  limits_.allows(Limit::listener_sessions, ++sessions_[listener.address]);
  descriptors_changed(*account, 0, 1);
  return account;
}

void ClientAccounts::leave(ClientAccount& account) {
  descriptors_changed(account, 1, 0);
  const auto sessions = sessions_.find(account.listener);
  if (--sessions->second == 0) sessions_.erase(sessions);
  if (--account.sessions > 0) return;
  ids_.erase(key_of(account.listener, account.name));
  accounts_.erase(account.id);
}

// Returns whether an account may have `wanted` descriptors: kGrantedSessions, and half of the rest
// that the other accounts leave.
bool ClientAccounts::is_share(std::size_t wanted, std::size_t own) const {
  if (wanted <= kGrantedSessions) return true;
  return wanted - kGrantedSessions <= left_of(limits_[Limit::descriptors], descriptors_, own) / 2;
}

bool ClientAccounts::may_keep(const ClientAccount& account, std::size_t descriptors) const {
  return account.is_exempt || is_share(account.descriptors + descriptors, account.descriptors);
}

void ClientAccounts::descriptors_changed(ClientAccount& account, std::size_t before,
                                         std::size_t now) {
  account.descriptors += now - before;
  limits_.allows(Limit::descriptors, account.descriptors);
  if (!account.is_exempt) descriptors_ += now - before;
}

void ClientAccounts::use_changed(ClientAccount& account, SessionId session, const MemoryUse& before,
                                 const MemoryUse& now) {
  const MemoryUse whole = account.use;
  account.use += now;
  account.use -= before;
  use_ += now;
  use_ -= before;
  limits_.allows(Limit::total_memory, use_.total());
  limits_.allows(Limit::account_input, account.use.input);
  if (account.is_exempt) return;
  account.by_output.change(session, before.output, now.output);
  account.by_memory.change(session, before.total(), now.total());
  by_output_.change(account.id, whole.output, account.use.output);
  by_memory_.change(account.id, whole.total(), account.use.total());
}

std::optional<SessionId> ClientAccounts::slowest(const ClientAccount& account) const {
  if (use_.output > total_output_) {
    const auto most = by_output_.largest();
    return most ? accounts_.at(*most)->by_output.largest() : std::nullopt;
  }
  if (account.is_exempt) return std::nullopt;
  const bool is_within =
      account.use.output <= left_of(total_output_, use_.output, account.use.output) / 2;
  return is_within ? std::nullopt : account.by_output.largest();
}

std::optional<SessionId> ClientAccounts::largest(const ClientAccount& account) const {
  if (is_short_of_memory()) {
    const auto most = by_memory_.largest();
    return most ? accounts_.at(*most)->by_memory.largest() : std::nullopt;
  }
  return is_within_memory(account, 0) ? std::nullopt : account.by_memory.largest();
}

bool ClientAccounts::is_short_of_memory() const {
  return use_.total() > limits_[Limit::total_memory] / 10 * 9;
}

bool ClientAccounts::is_within_memory(const ClientAccount& account, std::size_t more) const {
  const std::size_t own = account.use.total();
  return account.is_exempt ||
         own + more <= left_of(limits_[Limit::total_memory], use_.total(), own) / 2;
}

// One session is let in whatever the others use, so that every large message gets through at last.
bool ClientAccounts::take_input(ClientAccount& account, SessionId session) {
  if (account.large.contains(session)) return true;
  const bool is_first = account.large.empty();
  if (is_first || (account.large.size() < most_large_inputs(limits_) &&
                   is_within_memory(account, WIRE_JSON_MAX_TOKEN_BYTES))) {
    account.large.insert(session);
    return true;
  }
  std::deque<SessionId>& waiting = account.waiting;
  if (std::find(waiting.begin(), waiting.end(), session) == waiting.end()) {
    waiting.push_back(session);
    limits_.reached(Limit::account_input, described(account));
  }
  return false;
}

SessionId ClientAccounts::release_input(ClientAccount& account, SessionId session) {
  std::erase(account.waiting, session);
  if (account.large.erase(session) == 0 || account.waiting.empty()) return 0;
  const SessionId next = account.waiting.front();
  account.waiting.pop_front();
  account.large.insert(next);
  return next;
}

}  // namespace signalbox
