// SPDX-License-Identifier: Apache-2.0
//
// The part of Recorder that tells how it gets on.

#include "compat/recorder.hpp"
#include "host/exposition.hpp"

namespace signalbox {

void Recorder::write_metrics(Exposition& out) const {
  out.gauge("signalbox_ledger_clients", "Clients that the ledger keeps apart.");
  out.sample({}, clients_->load());
  out.gauge("signalbox_ledger_clients_limit", "Above it, clients are one client: 'overflow'.");
  out.sample({}, kMaxClients);
  out.counter("signalbox_ledger_folds_total", "Times that counts were committed to the ledger.");
  out.sample({}, folds_);
  out.gauge("signalbox_ledger_last_fold_timestamp_seconds", "When that was last done; 0: not yet.");
  out.sample({}, static_cast<std::uint64_t>(last_fold_));
  out.counter("signalbox_ledger_watched_seconds_total", "Machine time that was watched.");
  out.sample({}, watched_seconds_);
  out.counter(
      "signalbox_ledger_degraded_seconds_total",
      "Of it, in which rows could not be committed in time or counts were in memory alone.");
  out.sample({}, degraded_seconds_);
  out.counter("signalbox_ledger_left_out_total",
              "Changes that the ledger has refused for good, or parts of them.");
  out.sample({}, books_.missed());
  out.gauge("signalbox_ledger_writable", "Whether the ledger can be written: 1 or 0.");
  out.sample({}, books_.is_writable() ? 1 : 0);
}

}  // namespace signalbox
