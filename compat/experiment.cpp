// SPDX-License-Identifier: Apache-2.0
#include "compat/experiment.hpp"

#include "compat/visitors.hpp"
#include "host/config.hpp"
#include "host/connection.hpp"
#include "host/machine.hpp"
#include "host/session.hpp"
#include "host/tap.hpp"

namespace signalbox {

bool Audience::covers(const Session& session, const Visitor& visitor) const {
  return (client.empty() || client == visitor.fingerprint) &&
         (label.empty() || label == session.listener().label) &&
         (machine.empty() || machine == session.machine().name());
}

bool Experiment::withholds(const Session& session, const Visitor& visitor,
                           const Connection& connection) const {
  if (!is_running || event.empty() || refused || connection.event() != event) return false;
  if (!(connection.is_default() ? default_connections : explicit_connections)) return false;
  if (!audience.covers(session, visitor)) return false;
  const bool is_state = (connection.tap->accessor().flags & SIGNALBOX_STATE) != 0;
  return !is_state || loses_state || session.machine().config().disposable;
}

std::string_view word(Experiment::Kind kind) {
  switch (kind) {
    case Experiment::Kind::mute: return "mute";
    case Experiment::Kind::delay: return "delay";
    case Experiment::Kind::brownout: return "brownout";
    case Experiment::Kind::ablation: break;
  }
  return "ablation";
}

std::string_view word(Experiment::Outcome outcome) {
  switch (outcome) {
    case Experiment::Outcome::passed: return "passed";
    case Experiment::Outcome::failed: return "failed";
    case Experiment::Outcome::quiet: return "quiet";
    case Experiment::Outcome::harm: return "harm";
    case Experiment::Outcome::aborted: break;
  }
  return "aborted";
}

}  // namespace signalbox
