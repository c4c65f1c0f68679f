// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "compat/line_file.hpp"
#include "compat/refused_commands.hpp"
#include "host/observer.hpp"
#include "host/reply.hpp"

namespace signalbox {

class Visitors;
struct AuditConfig;

// Writes one line for each command that is not a query: who asked what of which machine, and what
// came of it; administration too. None of a command that changes something is left out; those of
// refused commands and of observers are counted together. Apart from the ledger. See
// docs/stages.md.
// [loop]
class Audit final : public Observer {
 public:
  // `visitors` outlives it. Above `backlog` bytes that wait for the disk it is behind. Throws
  // std::system_error.
  Audit(const AuditConfig& config, std::size_t backlog, const Visitors& visitors);
  ~Audit() override;
  Audit(const Audit&) = delete;
  Audit& operator=(const Audit&) = delete;

  bool is_behind() const override { return file_.waiting_bytes() > backlog_; }

  // Opens the file anew, for a program that has moved it away.
  void reopen() { file_.reopen(); }

  void requested(Session& session, const Request& request, ReplyId reply) override;
  void answered(Session& session, const Reply& reply) override;
  void session_closed(Session& session, std::string_view reason) override;

 private:
  struct Asked {
    SessionId session;
    std::string command;
    std::string head;  // the line as far as it is known
    std::chrono::steady_clock::time_point when;
  };

  std::string head_of(const Session& session, const Request& request) const;
  std::string arguments_of(const Request& request) const;
  void finish(Session& session, const Asked& asked, std::string_view outcome,
              std::string_view error);

  const std::set<std::string> arguments_;
  const std::size_t backlog_;
  const Visitors& visitors_;
  std::unordered_map<ReplyId, Asked> asked_;
  LineFile file_;
  RefusedCommands refused_;  // writes into file_
};

}  // namespace signalbox
