// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "host/client_account.hpp"
#include "host/limit.hpp"
#include "host/memory_use.hpp"
#include "host/reply.hpp"
#include "host/size_order.hpp"

namespace signalbox {

class Limits;
struct ListenerConfig;

// The accounts of all clients. Of the host's descriptors, output and memory an account may take at
// most half of the part that the other accounts leave: so no user keeps the others out, however
// many users there are. [loop]
class ClientAccounts {
 public:
  // `limits` outlives it. `total_output`: bytes that all clients may leave unread.
  ClientAccounts(Limits& limits, std::size_t total_output);

  // The limit that forbids a listener, not one of the admin endpoint, to let in one more client;
  // none: it may.
  std::optional<Limit> refusal_at(const ListenerConfig& listener) const;

  // Returns the limit on descriptors where it forbids one more client: for clients without an
  // account, such as those by HTTP.
  std::optional<Limit> refusal_for_lack_of_descriptors() const;

  // Counts one more session, of the client that is connected by `fd`. The uid of its process, or
  // its network address, names its account. Null: the account has its share already; that is
  // logged.
  std::shared_ptr<ClientAccount> admit(const ListenerConfig& listener, bool is_admin, int fd);

  // A session has ended and uses nothing any more. May destroy the account.
  void leave(ClientAccount& account);

  // Returns whether the account may have so many more descriptors. descriptors_changed(): it has
  // them.
  bool may_keep(const ClientAccount& account, std::size_t descriptors) const;
  void descriptors_changed(ClientAccount& account, std::size_t before, std::size_t now);

  void use_changed(ClientAccount& account, SessionId session, const MemoryUse& before,
                   const MemoryUse& now);

  // The session to be disconnected. slowest(): because too much output waits in all, or for this
  // account. largest(): because too much memory is in use, in all or by this account. None: there
  // is room.
  std::optional<SessionId> slowest(const ClientAccount& account) const;
  std::optional<SessionId> largest(const ClientAccount& account) const;

  // Returns whether a session that has `bytes` of input, more than session-input, may be read on.
  // If not, it waits until release_input() of another session returns it, or kRetry has passed.
  // `has_sent`: its client has sent more.
  static constexpr std::chrono::milliseconds kRetry{200};
  bool take_input(ClientAccount& account, SessionId session, std::size_t bytes, bool has_sent);

  // The session has no more than session-input any more, or ends. Returns sessions that may ask
  // again.
  std::vector<SessionId> release_input(ClientAccount& account, SessionId session);

  // Counts that the memory of one plugin instance for the data of its server has changed from
  // `before` to `now` bytes. Returns whether that is at most half of the part of upstream-memory
  // that the other instances leave. All instances together may have half of total-memory at most.
  bool upstream_changed(std::size_t before, std::size_t now);

  // In all accounts.
  const MemoryUse& use() const { return use_; }
  std::size_t count() const { return accounts_.size(); }

 private:
  bool is_share(std::size_t wanted, std::size_t own) const;
  bool is_short_of_memory() const;
  bool is_within_memory(const ClientAccount& account, std::size_t more) const;

  Limits& limits_;
  const std::size_t total_output_;
  std::uint64_t last_id_ = 0;
  std::map<std::uint64_t, std::shared_ptr<ClientAccount>> accounts_;
  std::unordered_map<std::string, std::uint64_t> ids_;     // by listener and name
  std::unordered_map<std::string, std::size_t> sessions_;  // by listener
  std::size_t descriptors_ = 0;                            // of the accounts that are not exempt
  MemoryUse use_;
  SizeOrder by_output_;  // accounts that are not exempt
  SizeOrder by_memory_;
};

}  // namespace signalbox
