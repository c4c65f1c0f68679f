// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "host/large_input.hpp"
#include "host/memory_use.hpp"
#include "host/reply.hpp"
#include "host/size_order.hpp"

namespace signalbox {

// All clients of one user at one listener, and the part of the host that they use together. Owned
// by its sessions and, while it has one, by ClientAccounts, which changes the figures. [loop]
struct ClientAccount {
  const std::uint64_t id;
  const std::string listener;  // its address
  const std::string name;      // of the user: "uid 1000", or "peer 192.0.2.7"
  // Of an admin or management listener: outside the limits on sessions, output and input.
  const bool is_exempt;

  std::size_t sessions = 0;
  std::size_t descriptors = 0;  // sockets of its sessions, and descriptors that these sent
  std::size_t connections = 0;
  MemoryUse use;
  SizeOrder by_output;  // its sessions
  SizeOrder by_memory;

  LargeInput large_input;

  ClientAccount(std::uint64_t its_id, std::string its_listener, std::string its_name, bool exempt)
      : id(its_id),
        listener(std::move(its_listener)),
        name(std::move(its_name)),
        is_exempt(exempt) {}
  ClientAccount(const ClientAccount&) = delete;
  ClientAccount& operator=(const ClientAccount&) = delete;
};

}  // namespace signalbox
