// SPDX-License-Identifier: Apache-2.0
//
// The part of Machine that bounds what waits for its clients.

#include <algorithm>
#include <cstddef>
#include <string>

#include "host/host.hpp"
#include "host/log.hpp"
#include "host/machine.hpp"
#include "host/plugin_instance.hpp"
#include "host/session.hpp"

namespace signalbox {

void Machine::check_backlog(Session& session) {
  const std::size_t before = session.counted_backlog_;
  const std::size_t now = session.backlog();
  if (before == now) return;
  session.counted_backlog_ = now;
  pending_ += now - before;
  if ((now > Room::kMaxClientBytes) != (before > Room::kMaxClientBytes)) {
    congested_ += now > before ? 1 : -1;
    if (is_admin_) {
      host_.update_rooms();
    } else {
      update_room();
    }
  }
  session.count_use();
  const std::size_t most = config_.client_backlog_bytes;
  if (session.listener().management) return check_overdue(session, now > most);
  const std::size_t unread = session.use().output;
  if (unread <= most || session.account().is_exempt) return;
  log_of_client(LogLevel::warning, session.log_name(),
                name() + ": a client does not read: " + std::to_string(unread) +
                    " bytes wait for it, which is above client-backlog; it is disconnected");
  session.fail("backlog");
}

// Clients that follow this machine's emissions read them at the admin endpoint.
void Machine::update_room() {
  const bool is_followed = emission_watch_ != nullptr && emission_watch_->is_on();
  room_.set_congested(congested_ + (is_followed ? host_.congested_admins() : 0));
}

// A management client is never disconnected for it: while one lags, what is behind this machine
// is not read, and has to keep what it says.
void Machine::check_overdue(const Session& session, bool is_overdue) {
  if (!is_overdue) {
    if (overdue_.erase(session.id()) > 0) read_on();
    return;
  }
  if (!overdue_.insert(session.id()).second || overdue_.size() > 1) return;
  log_of_client(LogLevel::warning, session.log_name(),
                name() + ": a management client does not read; the upstream has to wait for it");
}

bool Machine::has_to_wait(SessionId owner) const {
  const auto holds_up = [this, owner](SessionId id) {
    if (id == owner) return true;
    const Session* const each = session(id);
    if (each == nullptr) return false;
    if (each->backlog() > host_.config().total_backlog_bytes / 2) return true;
    const bool has_its_own =
        std::any_of(plugins_.begin(), plugins_.end(),
                    [id](const auto& plugin) { return plugin->has_watch_for(id); });
    return owner == 0 && !has_its_own;
  };
  return std::any_of(overdue_.begin(), overdue_.end(), holds_up);
}

void Machine::read_on() {
  for (const auto& each : plugins_) each->read_on();
}

}  // namespace signalbox
