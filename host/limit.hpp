// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace signalbox {

// The limits. Each has a row in limit.cpp, in the same order, and one in docs/configuration.md.
enum class Limit : unsigned char {
  total_memory,
  listener_sessions,
  descriptors,
  session_connections,
  account_connections,
  where_values,
  session_input,
  account_input,
  observer_message,
  in_band_requests,
  oob_requests,
  command_descriptors,
  session_descriptors,
  audit_backlog,
  machine_taps,
  machine_barriers,
  delayed_sessions,
  client_name,
  client_version,
  client_contact,
  client_interest,
  new_clients,
  new_versions,
  ledger_changes,
  machines,
  machine_files,
  added_listeners,
  http_connections,
  http_peer_connections,
  http_request_time,
  client_log_lines,
  plugin_log_lines,
  upstream_memory,
};

inline constexpr std::size_t kLimitCount = 33;

struct LimitRow {
  enum class Unit { count, bytes };

  std::string_view key;    // of the configuration; also the label of its metrics
  std::uint64_t fallback;  // 0: what Limits finds at its start
  Unit unit;
  std::string_view what;    // "connections of a session": what there may be so many of
  std::string_view beyond;  // "the connection is refused": what happens to more
  bool in_block = true;     // the key stands in `limits { … }`; else at the top level
};

// All rows, by Limit. The numbers are those of docs/configuration.md.
std::span<const LimitRow, kLimitCount> limit_rows();
const LimitRow& row_of(Limit limit);

// The value of each limit, from the configuration.
class LimitValues {
 public:
  LimitValues();  // the defaults

  std::uint64_t operator[](Limit limit) const { return values_[static_cast<std::size_t>(limit)]; }
  void set(Limit limit, std::uint64_t value) { values_[static_cast<std::size_t>(limit)] = value; }

 private:
  std::array<std::uint64_t, kLimitCount> values_;
};

}  // namespace signalbox
