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

// The bytes that a session may read before it asks for room again; see Session::read().
constexpr std::size_t kPiece = std::size_t{64} << 10;

}  // namespace

ClientAccounts::ClientAccounts(Limits& limits, std::size_t total_output)
    : limits_(limits), total_output_(total_output) {}

std::optional<Limit> ClientAccounts::refusal_at(const ListenerConfig& listener) const {
  if (listener.management) return std::nullopt;
  if (is_short_of_memory()) return Limit::total_memory;
  if (const auto refusal = refusal_for_lack_of_descriptors()) return refusal;
  const auto found = sessions_.find(listener.address);
  const std::size_t sessions = found == sessions_.end() ? 0 : found->second;
  if (sessions >= limits_[Limit::listener_sessions]) return Limit::listener_sessions;
  const bool is_within = !is_private(listener) || is_share(sessions + 1, sessions);
  return is_within ? std::nullopt : std::optional(Limit::descriptors);
}

std::optional<Limit> ClientAccounts::refusal_for_lack_of_descriptors() const {
  const bool is_free = has_free_descriptor_below(limits_[Limit::descriptors]);
  return is_free ? std::nullopt : std::optional(Limit::descriptors);
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

bool ClientAccounts::take_input(ClientAccount& account, SessionId session, std::size_t bytes,
                                bool has_sent) {
  LargeInput& large = account.large_input;
  const std::size_t granted = limits_[Limit::session_input];
  large.set(session, bytes - std::min(bytes, granted));
  const bool is_room =
      large.bytes() + kPiece <= limits_[Limit::account_input] && is_within_memory(account, kPiece);
  if (is_room || large.may_exceed(session, has_sent, LargeInput::Clock::now())) {
    large.wait_no_longer(session);
    return true;
  }
  if (large.wait(session)) limits_.reached(Limit::account_input, described(account));
  return false;
}

std::vector<SessionId> ClientAccounts::release_input(ClientAccount& account, SessionId session) {
  LargeInput& large = account.large_input;
  large.wait_no_longer(session);
  large.set(session, 0);
  const std::size_t most = limits_[Limit::account_input];
  return large.take_waiting(1 + (most - std::min(most, large.bytes())) / kPiece);
}

bool ClientAccounts::upstream_changed(std::size_t before, std::size_t now) {
  use_.upstream += now - before;
  limits_.allows(Limit::total_memory, use_.total());
  limits_.allows(Limit::upstream_memory, use_.upstream);
  const std::uint64_t all =
      std::min(limits_[Limit::upstream_memory], limits_[Limit::total_memory] / 2);
  return now <= left_of(all, use_.upstream, now) / 2;
}

}  // namespace signalbox
